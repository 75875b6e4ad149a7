namespace Thresher.Client.Exporting;

/// <summary>Writes records of named fields, one after the other, in one format. Fields come in the same order in each.</summary>
internal abstract class RecordWriter : IAsyncDisposable
{
    /// <summary>Adds a text field; null where there is none.</summary>
    public abstract void Text(string name, string? value);

    /// <summary>Adds a whole number.</summary>
    public abstract void Number(string name, long value);

    /// <summary>Adds a value that is JSON already; null where there is none.</summary>
    public abstract void Json(string name, string? value);

    /// <summary>Ends a record.</summary>
    public abstract ValueTask EndRecordAsync(CancellationToken cancellationToken);

    /// <summary>Writes what is buffered and leaves the stream open.</summary>
    public abstract ValueTask DisposeAsync();
}
