using AngleSharp.Dom;

namespace Thresher.Extraction.Sources;

/// <summary>The record's text, for a regular expression: of a whole page its source, of an element its text.</summary>
internal sealed class TextSource : FieldSource
{
    public override IEnumerable<string> Find(RecordScope scope) =>
        [scope.IsWhole ? scope.Page.Text : scope.Plain is { } plain ? scope.Page.Plain!.TextOf(plain) : scope.Node is IElement element ? element.TextContent : scope.Json is { } json ? JsonLookup.TextOf(json) : ""];
}
