namespace Thresher.Extraction.Sources;

/// <summary>Where a field's text comes from. Immutable; one serves all pages of a job.</summary>
internal abstract class FieldSource
{
    /// <summary>Whether finding something says that the page holds the record: not so for its URL or a constant.</summary>
    public virtual bool IsEvidence => true;

    /// <summary>The texts found, in document order.</summary>
    public abstract IEnumerable<string> Find(RecordScope scope);
}
