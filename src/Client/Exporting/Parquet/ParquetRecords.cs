using Parquet.Schema;
using Thresher.Client.Exporting.Columns;

namespace Thresher.Client.Exporting.Parquet;

/// <summary>Records of fixed columns as Parquet. The file can be read only when it is finished: its footer is at the end.</summary>
internal sealed class ParquetRecords : RecordWriter
{
    private readonly ParquetFile _file;
    private readonly IReadOnlyList<ParquetColumn> _columns;
    private int _next;

    private ParquetRecords(ParquetFile file, IReadOnlyList<ParquetColumn> columns) => (_file, _columns) = (file, columns);

    /// <inheritdoc/>
    public override bool NeedsEveryField => true;

    /// <summary>Begins a file on a stream, which stays open.</summary>
    public static async Task<ParquetRecords> BeginAsync(Stream output, IEnumerable<ColumnShape> shapes)
    {
        ParquetColumn[] columns = [.. shapes.Select(ColumnOf)];
        return new ParquetRecords(await ParquetFile.BeginAsync(output, columns), columns);
    }

    /// <summary>A column of text.</summary>
    public static ParquetColumn<ReadOnlyMemory<char>> TextColumn(string name) =>
        ParquetColumn<ReadOnlyMemory<char>>.Of(new DataField(name, typeof(string), isNullable: true));

    /// <summary>A column of times: UTC, to the microsecond.</summary>
    public static ParquetColumn<DateTime> TimeColumn(string name) => ParquetColumn<DateTime>.Of(TimeField(name));

    /// <summary>A field of times.</summary>
    public static DataField TimeField(string name) =>
        new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: true);

    /// <inheritdoc/>
    public override void Text(string name, string? value) => Add(value);

    /// <inheritdoc/>
    public override void Json(string name, string? value) => Add(value);

    /// <inheritdoc/>
    public override void Number(string name, long value) => ((ParquetColumn<long>)_columns[_next++]).Add(value);

    /// <inheritdoc/>
    public override void Time(string name, DateTimeOffset value) => ((ParquetColumn<DateTime>)_columns[_next++]).Add(value.UtcDateTime);

    /// <inheritdoc/>
    public override ValueTask EndRecordAsync()
    {
        _next = 0;
        return _file.EndRowAsync();
    }

    /// <summary>Nothing can be read before the end.</summary>
    public override ValueTask FlushAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask FinishAsync() => _file.FinishAsync();

    /// <summary>The column of a shape.</summary>
    public static ParquetColumn ColumnOf(ColumnShape shape) => shape.Type switch
    {
        ColumnType.Number => ParquetColumn<long>.Of(new DataField(shape.Name, typeof(long), isNullable: true)),
        ColumnType.Time => TimeColumn(shape.Name),
        ColumnType.Texts => ParquetColumn<ReadOnlyMemory<char>>.ListOf(shape.Name, new DataField("element", typeof(string), isNullable: true)),
        _ => TextColumn(shape.Name),
    };

    private void Add(string? value)
    {
        var column = (ParquetColumn<ReadOnlyMemory<char>>)_columns[_next++];
        if (value is null)
        {
            column.AddNull();
        }
        else
        {
            column.Add(value.AsMemory());
        }
    }
}
