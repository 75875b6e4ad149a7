using Newtonsoft.Json.Linq;

namespace Thresher.Extraction.Sources;

/// <summary>Properties of JSON-LD nodes in the page: a type, then a path of properties; lists on the way are gone through.</summary>
internal sealed class JsonLdSource(string path) : FieldSource
{
    private readonly string[] _path = path.Split('.');

    public override IEnumerable<string> Find(RecordScope scope)
    {
        var found = Blocks(scope.Page).SelectMany(block => block.DescendantsAndSelf().OfType<JObject>().Where(IsOfType)).Cast<JToken>();
        foreach (var property in _path.Skip(1))
        {
            found = found.SelectMany(Flat).OfType<JObject>().Select(node => node[property]).OfType<JToken>();
        }

        return found.SelectMany(Flat).Select(value => value is JObject node ? node["@value"] ?? node["@id"] ?? node["name"] ?? node : value)
            .Where(value => value.Type is not JTokenType.Null).Select(JsonLookup.TextOf);
    }

    private static IEnumerable<JContainer> Blocks(PageSource page) =>
        (page.Tree?.QuerySelectorAll("script[type='application/ld+json' i]") ?? Enumerable.Empty<AngleSharp.Dom.IElement>())
            .Select(script => PageSource.ParseJson(script.TextContent)).OfType<JContainer>();

    private static IEnumerable<JToken> Flat(JToken value) => value is JArray list ? list.SelectMany(Flat) : [value];

    private bool IsOfType(JObject node) => node["@type"] is { } type
        && Flat(type).Any(name => name.Type == JTokenType.String && ((string)name!).Split('/', '#', ':')[^1].Equals(_path[0], StringComparison.OrdinalIgnoreCase));
}
