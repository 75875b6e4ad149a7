namespace Thresher.Extraction.Sources;

/// <summary>A constant.</summary>
internal sealed class ConstantSource(string value) : FieldSource
{
    public override bool IsEvidence => false;

    public override IEnumerable<string> Find(RecordScope scope) => [value];
}
