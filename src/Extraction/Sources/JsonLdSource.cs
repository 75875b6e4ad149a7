using AngleSharp.Dom;
using Newtonsoft.Json.Linq;

namespace Thresher.Extraction.Sources;

/// <summary>
/// Properties of JSON-LD nodes in the page: a type, then a path of properties; lists on the way are gone through, and a node that only
/// names another one of the page stands for that.
/// </summary>
internal sealed class JsonLdSource(string path) : FieldSource
{
    private readonly string[] _path = path.Split('.');

    public override IEnumerable<string> Find(RecordScope scope)
    {
        var blocks = Blocks(scope.Page);
        Dictionary<string, JObject>? named = null;
        var found = blocks.SelectMany(block => block.DescendantsAndSelf().OfType<JObject>().Where(IsOfType)).Cast<JToken>();
        foreach (var property in _path.Skip(1))
        {
            found = found.SelectMany(Flat).OfType<JObject>().Select(node => PropertyOf(Meant(node, blocks, ref named), property)).OfType<JToken>();
        }

        return found.SelectMany(Flat).Select(value => value is JObject node ? node["@value"] ?? node["@id"] ?? PropertyOf(node, "name") ?? node : value)
            .Where(value => value.Type is not JTokenType.Null).Select(JsonLookup.TextOf);
    }

    /// <summary>The page's JSON-LD.</summary>
    private static List<JContainer> Blocks(PageSource page) =>
    [
        .. (page.Tree?.QuerySelectorAll("script[type]") ?? Enumerable.Empty<IElement>())
            .Where(script => IsJsonLd(script.GetAttribute("type")!))
            .SelectMany(script => JsonLdText.Read(script.TextContent)).OfType<JContainer>(),
    ];

    private static bool IsJsonLd(ReadOnlySpan<char> type)
    {
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/ld+json", StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<JToken> Flat(JToken value) => value switch
    {
        JArray list => list.SelectMany(Flat),
        JObject node when (node["@list"] ?? node["@set"]) is { } members => Flat(members),
        _ => [value],
    };

    // A node of nothing but its name, and its type, refers to the one that says more.
    private static JObject Meant(JObject node, List<JContainer> blocks, ref Dictionary<string, JObject>? named)
    {
        if (node["@id"] is not JValue { Value: string id } || !node.Properties().All(property => property.Name is "@id" or "@type"))
        {
            return node;
        }

        if (named is null)
        {
            named = new Dictionary<string, JObject>(StringComparer.Ordinal);
            foreach (var other in blocks.SelectMany(block => block.DescendantsAndSelf().OfType<JObject>()))
            {
                if (other["@id"] is JValue { Value: string name } && other.Properties().Any(property => property.Name is not ("@id" or "@type")))
                {
                    named.TryAdd(name, other);
                }
            }
        }

        return named.GetValueOrDefault(id, node);
    }

    // A property may be written with its vocabulary: schema:name, https://schema.org/name.
    private static JToken? PropertyOf(JObject node, string name) =>
        node[name] ?? node.Properties().FirstOrDefault(property => property.Name.Split('/', '#', ':')[^1] == name && !property.Name.StartsWith('@'))?.Value;

    private bool IsOfType(JObject node) => node["@type"] is { } type
        && Flat(type).Any(name => name.Type == JTokenType.String && ((string)name!).Split('/', '#', ':')[^1].Equals(_path[0], StringComparison.OrdinalIgnoreCase));
}
