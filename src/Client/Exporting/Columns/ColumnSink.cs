namespace Thresher.Client.Exporting.Columns;

/// <summary>Writes rows as records of columns.</summary>
internal sealed class ColumnSink<T>(RecordWriter writer, IReadOnlyList<Column<T>> columns) : IExportSink<T>
{
    /// <inheritdoc/>
    public ValueTask WriteAsync(T row)
    {
        foreach (var column in columns)
        {
            column.Write(writer, row);
        }

        return writer.EndRecordAsync();
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync() => writer.FlushAsync();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> FinishAsync()
    {
        await writer.FinishAsync();
        return writer.Notes;
    }
}
