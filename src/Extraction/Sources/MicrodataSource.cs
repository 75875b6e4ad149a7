using AngleSharp.Dom;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Selectors;

namespace Thresher.Extraction.Sources;

/// <summary>Properties of microdata items (HTML standard, section 5): a type's last part, then a path of properties.</summary>
internal sealed class MicrodataSource(string path) : FieldSource
{
    private static readonly FlatSelector TypedItems = FlatSelectorCompiler.Compile("[itemscope][itemtype]");

    private static readonly FlatSelector Properties = FlatSelectorCompiler.Compile("[itemprop]");

    private readonly string[] _path = path.Split('.');

    public override IEnumerable<string> Find(RecordScope scope)
    {
        if (scope.Node is null || scope.Page.Dom is not { Count: > 0 } tree)
        {
            return [];
        }

        var found = Items(tree, scope.Element).Where(item => IsOfType(tree.Node(item)));
        foreach (var property in _path.Skip(1))
        {
            found = found.SelectMany(item => MicrodataItem.Properties(tree, item, property));
        }

        return found.Select(element => ValueOf(tree, element, scope.Page));
    }

    /// <summary>What of the path is missing in a record, and what there is in its place.</summary>
    /// <param name="tree">The page.</param>
    /// <param name="record">The record's element; -1 for all of the page.</param>
    public string Explain(DomTree tree, int record)
    {
        var items = Items(tree, record).ToList();
        var mine = items.Where(item => IsOfType(tree.Node(item))).ToList();
        return mine.Count > 0
            ? Nearby.Of($"microdata of type {_path[0]}", "properties", path, mine.SelectMany(item => CssSource.Matches(Properties, tree, item)).SelectMany(element => Words(tree.Node(element), "itemprop")))
            : Nearby.Of("microdata", "types", path, items.SelectMany(item => Words(tree.Node(item), "itemtype")));
    }

    private static string[] Words(IElement element, string attribute) =>
        (element.GetAttribute(attribute) ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<int> Items(DomTree tree, int record)
    {
        var within = CssSource.Matches(TypedItems, tree, record);
        return record >= 0 && tree.Node(record).HasAttribute("itemtype") ? within.Prepend(record) : within;
    }

    private bool IsOfType(IElement item) => Words(item, "itemtype")
        .Any(type => type.TrimEnd('/').Split('/', '#', ':')[^1].Equals(_path[0], StringComparison.OrdinalIgnoreCase));

    private static string ValueOf(DomTree tree, int place, PageSource page)
    {
        var element = tree.Node(place);
        return element.LocalName switch
        {
            "meta" => element.GetAttribute("content") ?? "",
            "audio" or "embed" or "iframe" or "img" or "source" or "track" or "video" => Link(element, "src", page),
            "a" or "area" or "link" => Link(element, "href", page),
            "object" => Link(element, "data", page),
            "data" or "meter" => element.GetAttribute("value") ?? "",
            "time" => element.GetAttribute("datetime") ?? tree.TextOf(place),
            _ => element.GetAttribute("content") ?? tree.TextOf(place),
        };
    }

    private static string Link(IElement element, string attribute, PageSource page) =>
        element.GetAttribute(attribute) is { } href ? page.Resolve(href) ?? href : "";
}
