namespace Thresher.Extraction.Sources;

/// <summary>The record's text, for a regular expression: of a whole page its source, of an element its text.</summary>
internal sealed class TextSource : FieldSource
{
    public override IEnumerable<string> Find(RecordScope scope) => [TextOf(scope)];

    private static string TextOf(RecordScope scope)
    {
        if (scope.IsWhole)
        {
            return scope.Page.Text;
        }

        if (scope.Plain is { } plain)
        {
            return scope.Page.Plain!.TextOf(plain);
        }

        if (scope.Element >= 0 && scope.Page.Dom is { } tree)
        {
            return tree.TextOf(scope.Element);
        }

        return scope.Json is { } json ? JsonLookup.TextOf(json) : "";
    }
}
