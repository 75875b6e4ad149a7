using System.Text.Json;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting.Columns;

/// <summary>Reads the JSON of records and hands them on as rows of columns.</summary>
internal sealed class FlatItemSink(IExportSink<FlatItem> rows) : IExportSink<StoredItem>
{
    /// <inheritdoc/>
    public async ValueTask WriteAsync(StoredItem row)
    {
        using var record = JsonDocument.Parse(row.Json);
        using var errors = row.Errors is null ? null : JsonDocument.Parse(row.Errors);
        await rows.WriteAsync(new FlatItem(row, record.RootElement, errors?.RootElement));
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync() => rows.FlushAsync();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FinishAsync() => rows.FinishAsync();
}
