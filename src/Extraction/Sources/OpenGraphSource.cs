using AngleSharp.Dom;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Selectors;

namespace Thresher.Extraction.Sources;

/// <summary>An Open Graph property of the page, <c>og:</c> being understood.</summary>
internal sealed class OpenGraphSource(string property) : FieldSource
{
    private static readonly FlatSelector Properties = FlatSelectorCompiler.Compile("meta[property]");

    private readonly string _prefixed = property.StartsWith("og:", StringComparison.OrdinalIgnoreCase) ? property : $"og:{property}";

    /// <summary>That the page has no such property, and which it has.</summary>
    public static string Explain(string property, PageSource page) =>
        Nearby.Of("Open Graph", "properties", property, page.Dom?.MemoOf(Properties, Metas).Select(meta => meta.GetAttribute("property")!) ?? []);

    public override IEnumerable<string> Find(RecordScope scope) =>
        from meta in scope.Page.Dom?.MemoOf(Properties, Metas) ?? []
        let name = meta.GetAttribute("property")!
        where name.Equals(_prefixed, StringComparison.OrdinalIgnoreCase) || name.Equals(property, StringComparison.OrdinalIgnoreCase)
        select meta.GetAttribute("content") into content
        where content is not null
        select content;

    private static IElement[] Metas(FlatTree tree) => [.. CssSource.Matches(Properties, tree, -1).Select(((DomTree)tree).Node)];
}
