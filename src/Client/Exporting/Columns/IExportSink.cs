namespace Thresher.Client.Exporting.Columns;

/// <summary>Writes an export's rows in a format. Its methods are not cancellable, so that what is written is complete.</summary>
internal interface IExportSink<in T>
{
    /// <summary>Writes a row.</summary>
    ValueTask WriteAsync(T row);

    /// <summary>Flushes everything that can be read by now.</summary>
    ValueTask FlushAsync();

    /// <summary>Ends the export.</summary>
    /// <returns>Notes for the reader of the export, one line each.</returns>
    ValueTask<IReadOnlyList<string>> FinishAsync();
}
