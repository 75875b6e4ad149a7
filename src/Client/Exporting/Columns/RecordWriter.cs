using System.Text.Json;

namespace Thresher.Client.Exporting.Columns;

/// <summary>
/// Writes records of named fields, one after the other, in one format. Fields come in the order of the columns. Only
/// complete records go to the stream.
/// </summary>
internal abstract class RecordWriter
{
    /// <summary>Whether every record must have every field.</summary>
    public virtual bool NeedsEveryField => false;

    /// <summary>Adds a text field; null where there is none.</summary>
    public abstract void Text(string name, string? value);

    /// <summary>Adds a whole number.</summary>
    public abstract void Number(string name, long value);

    /// <summary>Adds a time.</summary>
    public abstract void Time(string name, DateTimeOffset value);

    /// <summary>Adds a value that is already JSON; null where there is none.</summary>
    public abstract void Json(string name, string? value);

    /// <summary>Adds a value of any kind; null where there is none.</summary>
    public virtual void Value(string name, JsonElement? value) =>
        Json(name, value is { ValueKind: not JsonValueKind.Null } some ? some.GetRawText() : null);

    /// <summary>Ends a record.</summary>
    public abstract ValueTask EndRecordAsync();

    /// <summary>Flushes everything that can be read by now.</summary>
    public abstract ValueTask FlushAsync();

    /// <summary>What the reader of the export is to know, one line each.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Writes the rest and leaves the stream open.</summary>
    public virtual ValueTask FinishAsync() => FlushAsync();
}
