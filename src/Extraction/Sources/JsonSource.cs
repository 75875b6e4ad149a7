namespace Thresher.Extraction.Sources;

/// <summary>A path into the record's JSON value.</summary>
internal sealed class JsonSource(string path) : FieldSource
{
    private readonly JsonLookup _lookup = new(path);

    public override IEnumerable<string> Find(RecordScope scope) => scope.Json is { } json ? _lookup.Find(json, scope.Page.Budget).Select(JsonLookup.TextOf) : [];
}
