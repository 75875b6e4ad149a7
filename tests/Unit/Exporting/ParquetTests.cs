using Thresher.Client.Exporting;
using Thresher.Client.Exporting.Columns;
using Thresher.Client.Exporting.Parquet;
using Thresher.Jobs.Rules;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Exporting;

/// <summary>Parquet files, read by DuckDB.</summary>
public sealed class ParquetTests : IDisposable
{
    private static readonly Dictionary<string, FieldRule> Fields = new()
    {
        ["text"] = new FieldRule(),
        ["whole"] = new FieldRule { Type = FieldType.Integer },
        ["exact"] = new FieldRule { Type = FieldType.Decimal },
        ["truth"] = new FieldRule { Type = FieldType.Boolean },
        ["time"] = new FieldRule { Type = FieldType.Date },
        ["day"] = new FieldRule { Type = FieldType.Date, Format = "dd.MM.yyyy" },
        ["link"] = new FieldRule { Type = FieldType.Url },
        ["texts"] = new FieldRule { List = true },
        ["prices"] = new FieldRule { Type = FieldType.Decimal, List = true },
    };

    private readonly Duck _duck = new();

    public void Dispose() => _duck.Dispose();

    [Fact]
    public async Task Items_EveryType_HasItsColumn()
    {
        var notes = await WriteAsync(
            Fields,
            """{"text":"a ü 🌾","whole":-9007199254740993,"exact":1234567890.123456789,"truth":true,"time":"2026-01-31T12:00:00.5Z","day":"2026-01-31","link":"http://h/","texts":["x","y"],"prices":[1.50]}""",
            """{"text":null,"whole":null,"exact":null,"truth":null,"time":"2026-01-31","day":null,"link":null,"texts":[],"prices":[]}""");

        Assert.Empty(notes);
        Assert.Equal(
            ["_url VARCHAR", "_ordinal BIGINT", "_fetchedAt TIMESTAMP WITH TIME ZONE", "text VARCHAR", "whole BIGINT", "exact DECIMAL(38,18)", "truth BOOLEAN",
                "time TIMESTAMP WITH TIME ZONE", "day DATE", "link VARCHAR", "texts VARCHAR[]", "prices DECIMAL(38,18)[]", "_errors VARCHAR[]", "_rest VARCHAR"],
            _duck.Query("SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM $)"));
        Assert.Equal(
            ["a ü 🌾|-9007199254740993|1234567890.123456789000000000|true|1769860800.5|2026-01-31|http://h/|[x, y]|[1.500000000000000000]|NULL",
                "NULL|NULL|NULL|NULL|1769817600.0|NULL|NULL|[]|[]|NULL"],
            _duck.Query("SELECT text, whole, exact::VARCHAR, truth::VARCHAR, epoch(time)::VARCHAR, day::VARCHAR, link, texts::VARCHAR, prices::VARCHAR, _rest FROM $ ORDER BY _ordinal"));
    }

    [Fact]
    public async Task Items_ValuesThatDoNotFit_StandInRestAndAreCounted()
    {
        var notes = await WriteAsync(
            Fields,
            """{"text":5,"whole":"five","exact":1e30,"truth":"yes","time":"soon","day":"2026-01-31T12:00:00Z","texts":"x","prices":[1,"two"],"old":{"a":[1]}}""",
            """{"whole":5,"old":"b"}""",
            """{"whole":1.5,"time":"2026-01-31T12:00:00.0000001Z","exact":0.1234567890123456789}""");

        Assert.Equal(
            ["values without a fitting column, kept in _rest as JSON: text 1, whole 2, exact 2, truth 1, time 2, day 1, texts 1, prices 1, old 2"],
            notes);
        Assert.Equal(
            [
                """NULL|NULL|{"text":5,"whole":"five","exact":1e30,"truth":"yes","time":"soon","day":"2026-01-31T12:00:00Z","texts":"x","prices":[1,"two"],"old":{"a":[1]}}""",
                """NULL|5|{"old":"b"}""",
                """NULL|NULL|{"whole":1.5,"exact":0.1234567890123456789,"time":"2026-01-31T12:00:00.0000001Z"}""",
            ],
            _duck.Query("SELECT text, whole, _rest FROM $ ORDER BY _ordinal"));
    }

    [Fact]
    public async Task Items_InvalidRecord_KeepsItsErrors()
    {
        await _duck.WriteAsync<StoredItem>(
            async stream => await ParquetItems.BeginAsync(stream, Fields), [new StoredItem(1, "http://h/", "r", 0, "{}", """["text: missing","b"]""", 5)]);
        Assert.Equal(["['text: missing', b]|5|http://h/"], _duck.Query("SELECT _errors::VARCHAR, epoch_ms(_fetchedAt), _url FROM $"));
    }

    [Fact]
    public async Task Items_FieldsNamedLikeOurs_KeepTheirNames()
    {
        await WriteAsync(new Dictionary<string, FieldRule> { ["_url"] = new(), ["_rest"] = new() }, """{"_url":"mine","_rest":"too","x":1}""");
        Assert.Equal(["mine|too|http://h/|{\"x\":1}"], _duck.Query("SELECT _url, _rest, __url, __rest FROM $"));
    }

    [Fact]
    public async Task Records_ManyRows_StandInRowGroupsOfBoundedSize()
    {
        Column<int>[] columns = [Column<int>.Number("n", "", n => n), Column<int>.Text("t", "", n => n % 3 == 0 ? null : $"text {n}"), Column<int>.Time("at", "", n => n)];
        await _duck.WriteAsync<int>(
            async stream => new ColumnSink<int>(await ParquetRecords.BeginAsync(stream, columns.Select(column => column.Shape)), columns), Enumerable.Range(0, 250_000));
        Assert.Equal(["250000|31249875000|166666|249999"], _duck.Query("SELECT count(*), sum(n)::BIGINT, count(t), max(epoch_ms(\"at\")) FROM $"));
        Assert.Equal(["3|100000"], _duck.Query("SELECT count(DISTINCT row_group_id), max(row_group_num_rows) FROM parquet_metadata($)"));
    }

    [Fact]
    public async Task Records_None_AreAFileOfColumns()
    {
        await _duck.WriteAsync<StoredPage>(async stream => new ColumnSink<StoredPage>(await ParquetRecords.BeginAsync(stream, ExportRecords.Page.Select(column => column.Shape)), ExportRecords.Page), []);
        Assert.Equal(["0"], _duck.Query("SELECT count(url) FROM $"));
    }

    private Task<IReadOnlyList<string>> WriteAsync(Dictionary<string, FieldRule> fields, params string[] records) => _duck.WriteAsync<StoredItem>(
        async stream => await ParquetItems.BeginAsync(stream, fields), records.Select((json, i) => new StoredItem(i, "http://h/", "r", i, json, null, 5)));
}
