using AngleSharp.Dom;

namespace Thresher.Extraction.Sources;

/// <summary>Properties of microdata items (HTML standard, section 5): a type's last part, then a path of properties.</summary>
internal sealed class MicrodataSource(string path) : FieldSource
{
    private readonly string[] _path = path.Split('.');

    public override IEnumerable<string> Find(RecordScope scope)
    {
        if (scope.Node is null)
        {
            return [];
        }

        var items = Items(scope.Node);
        IEnumerable<IElement> found = items.Where(IsOfType);
        foreach (var property in _path.Skip(1))
        {
            found = found.SelectMany(item => MicrodataItem.Properties(item, property));
        }

        return found.Select(element => ValueOf(element, scope.Page));
    }

    private static IEnumerable<IElement> Items(IParentNode node)
    {
        var within = node.QuerySelectorAll("[itemscope][itemtype]");
        return node is IElement self && self.HasAttribute("itemtype") ? within.Prepend(self) : within;
    }

    private bool IsOfType(IElement item) => (item.GetAttribute("itemtype") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Any(type => type.TrimEnd('/').Split('/', '#', ':')[^1].Equals(_path[0], StringComparison.OrdinalIgnoreCase));

    private static string ValueOf(IElement element, PageSource page) => element.LocalName switch
    {
        "meta" => element.GetAttribute("content") ?? "",
        "audio" or "embed" or "iframe" or "img" or "source" or "track" or "video" => Link(element, "src", page),
        "a" or "area" or "link" => Link(element, "href", page),
        "object" => Link(element, "data", page),
        "data" or "meter" => element.GetAttribute("value") ?? "",
        "time" => element.GetAttribute("datetime") ?? element.TextContent,
        _ => element.GetAttribute("content") ?? element.TextContent,
    };

    private static string Link(IElement element, string attribute, PageSource page) =>
        element.GetAttribute(attribute) is { } href ? page.Resolve(href) ?? href : "";
}
