namespace Thresher.Client.Exporting.Columns;

/// <summary>Takes an export's rows, in a format. Nothing of it is cancelled, so that what is written is whole.</summary>
internal interface IExportSink<in T>
{
    /// <summary>Takes a row.</summary>
    ValueTask WriteAsync(T row);

    /// <summary>Hands on what can be read by now.</summary>
    ValueTask FlushAsync();

    /// <summary>Ends the export.</summary>
    /// <returns>What its reader should know of it, one line each.</returns>
    ValueTask<IReadOnlyList<string>> FinishAsync();
}
