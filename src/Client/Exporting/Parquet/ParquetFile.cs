using Parquet;
using Parquet.Schema;

namespace Thresher.Client.Exporting.Parquet;

/// <summary>
/// Writes a Parquet file: columns are filled row by row and written as a row group when they reach a number of rows or
/// bytes, which bounds memory use regardless of the file's size.
/// </summary>
internal sealed class ParquetFile
{
    private const int RowsPerGroup = 100_000;
    private const long BytesPerGroup = 32L * 1024 * 1024;

    private readonly IReadOnlyList<ParquetColumn> _columns;
    private readonly ParquetWriter _writer;
    private int _rows;

    private ParquetFile(IReadOnlyList<ParquetColumn> columns, ParquetWriter writer) => (_columns, _writer) = (columns, writer);

    /// <summary>Begins a file.</summary>
    /// <param name="output">Where to write; it need not be able to seek.</param>
    /// <param name="columns">Its columns, in order.</param>
    public static async Task<ParquetFile> BeginAsync(Stream output, IReadOnlyList<ParquetColumn> columns) =>
        new(columns, await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), new ForwardOutput(output)));

    /// <summary>Ends a row: every column has been given its value.</summary>
    public async ValueTask EndRowAsync()
    {
        if (++_rows >= RowsPerGroup || _columns.Sum(column => column.Size) >= BytesPerGroup)
        {
            await WriteGroupAsync();
        }
    }

    /// <summary>Writes the last row group and the footer; the stream stays open.</summary>
    public async ValueTask FinishAsync()
    {
        if (_rows > 0)
        {
            await WriteGroupAsync();
        }

        await _writer.DisposeAsync();
    }

    private async Task WriteGroupAsync()
    {
        using (var group = _writer.CreateRowGroup())
        {
            foreach (var column in _columns)
            {
                await column.WriteAsync(group);
            }

            group.CompleteValidate();
        }

        _rows = 0;
    }
}
