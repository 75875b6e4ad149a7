using System.Text;
using Thresher.Client.CommandLine;
using Thresher.Client.Exporting.Columns;
using Thresher.Client.Exporting.Parquet;
using Thresher.Jobs.Rules;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Exporting;

/// <summary>Records as tables: a column for each field, of which some may be chosen.</summary>
public sealed class ItemTableTests
{
    private static readonly Dictionary<string, FieldRule> Fields = new()
    {
        ["name"] = new FieldRule(),
        ["price"] = new FieldRule { Type = FieldType.Decimal },
        ["tags"] = new FieldRule { List = true },
        ["_url"] = new FieldRule(),
    };

    private static readonly StoredItem[] Items =
    [
        new(1, "http://h/1", "r", 0, """{"name":"a, \"b\"","price":1.50,"tags":["x","y"],"_url":"own"}""", null, 5),
        new(2, "http://h/2", "r", 1, """{"name":null,"price":"=1","tags":["x; y"],"old":{"a":[1]}}""", """["price: missing","b"]""", 5),
    ];

    [Fact]
    public async Task Csv_HasAColumnForEachField_WithListsJoined()
    {
        var (text, notes) = await WriteAsync(null, stream => new CsvWriter(stream, Shapes(null), guarded: true));

        Assert.Equal(
            "__url,_ordinal,_fetchedAt,name,price,tags,_url,_errors,_rest\r\n"
            + "http://h/1,0,1970-01-01T00:00:00.005Z,\"a, \"\"b\"\"\",1.50,x; y,own,,\r\n"
            + "http://h/2,1,1970-01-01T00:00:00.005Z,,'=1,x; y,,price: missing; b,\"{\"\"old\"\":{\"\"a\"\":[1]}}\"\r\n",
            text);
        Assert.Equal(["1 list with the separator \"; \" within a value: choose another with --list-separator"], notes);
    }

    [Fact]
    public async Task Csv_WithAnotherSeparator_IsNotAmbiguous()
    {
        var (text, notes) = await WriteAsync(["tags"], stream => new CsvWriter(stream, Shapes(["tags"]), guarded: false, "|"));
        Assert.Equal(("tags\r\nx|y\r\nx; y\r\n", 0), (text, notes.Count));
    }

    [Fact]
    public async Task Fields_OfJsonLines_AreChosenInTheirOrder() => Assert.Equal(
        """
        {"price":1.50,"__url":"http://h/1","tags":["x","y"]}
        {"price":"=1","__url":"http://h/2","tags":["x; y"]}

        """.ReplaceLineEndings("\n"),
        (await WriteAsync(["price", "__url", "tags"], stream => new JsonLinesWriter(stream))).Text);

    [Fact]
    public async Task Fields_OfParquet_AreTheOnlyColumns()
    {
        using var duck = new Duck();
        await duck.WriteAsync(async stream => await ParquetItems.BeginAsync(stream, Fields, ["price", "ordinal"]), Items);
        Assert.Equal(["price DECIMAL(38,18)", "_ordinal BIGINT"], duck.Query("SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM $)"));
        Assert.Equal(["0|1.500000000000000000", "1|NULL"], duck.Query("SELECT _ordinal, price::VARCHAR FROM $ ORDER BY _ordinal"));
    }

    [Theory]
    [InlineData("prise", "--fields: there is no column prise (did you mean price?): there is __url, ")]
    [InlineData("name,name", "--fields: name is named twice")]
    public void Fields_ThatThereAreNot_AreRefused(string names, string message) =>
        Assert.StartsWith(message, Assert.Throws<CommandException>(() => Shapes(names.Split(','))).Message, StringComparison.Ordinal);

    private static IReadOnlyList<ColumnShape> Shapes(string[]? names) => [.. Columns(names).Select(column => column.Shape)];

    private static IReadOnlyList<Column<FlatItem>> Columns(string[]? names) => ColumnChoice.Of(names, ItemColumns.Of(Fields), column => column.Shape.Name);

    private static async Task<(string Text, IReadOnlyList<string> Notes)> WriteAsync(string[]? names, Func<Stream, RecordWriter> open)
    {
        using var stream = new MemoryStream();
        var sink = new FlatItemSink(new ColumnSink<FlatItem>(open(stream), Columns(names)));
        foreach (var item in Items)
        {
            await sink.WriteAsync(item);
        }

        var notes = await sink.FinishAsync();
        return (Encoding.UTF8.GetString(stream.ToArray()), notes);
    }
}
