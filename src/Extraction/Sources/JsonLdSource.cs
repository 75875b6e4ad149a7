using Newtonsoft.Json.Linq;
using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Sources;

/// <summary>
/// Properties of JSON-LD nodes in the page: a type, then a path of properties; lists on the way are gone through, and a node that only
/// names another one of the page stands for that.
/// </summary>
internal sealed class JsonLdSource(string path) : FieldSource
{
    private const int StepsAValue = 8;

    private readonly string[] _path = path.Split('.');

    public override IEnumerable<string> Find(RecordScope scope)
    {
        var budget = scope.Page.Budget;
        var blocks = scope.Page.LinkedData;
        Dictionary<string, JObject>? named = null;
        var found = blocks.SelectMany(block => Counted(block.DescendantsAndSelf(), budget).OfType<JObject>().Where(IsOfType)).Cast<JToken>();
        foreach (var property in _path.Skip(1))
        {
            found = Counted(found.SelectMany(Flat), budget).OfType<JObject>().Select(node => PropertyOf(Meant(node, blocks, ref named), property)).OfType<JToken>();
        }

        return Counted(found.SelectMany(Flat), budget).Select(value => value is JObject node ? node["@value"] ?? node["@id"] ?? PropertyOf(node, "name") ?? node : value)
            .Where(value => value.Type is not JTokenType.Null).Select(JsonLookup.TextOf);
    }

    /// <summary>What of the path is missing on the page, and what there is in its place.</summary>
    public string Explain(PageSource page)
    {
        var nodes = page.LinkedData.SelectMany(block => Counted(block.DescendantsAndSelf(), page.Budget).OfType<JObject>()).ToList();
        var mine = nodes.Where(IsOfType).ToList();
        return mine.Count > 0
            ? Nearby.Of($"JSON-LD of type {_path[0]}", "properties", path, mine.SelectMany(node => node.Properties()).Select(property => property.Name).Where(name => !name.StartsWith('@')))
            : Nearby.Of("JSON-LD", "types", path, nodes.Select(node => node["@type"]).OfType<JToken>().SelectMany(Flat).Where(type => type.Type == JTokenType.String).Select(type => (string)type!));
    }

    // References from node to node can make a short path lead to any number of values.
    private static IEnumerable<JToken> Counted(IEnumerable<JToken> values, PageBudget budget)
    {
        foreach (var value in values)
        {
            budget.Spend(value is JContainer { Count: var count } ? StepsAValue + count : StepsAValue);
            yield return value;
        }
    }

    private static IEnumerable<JToken> Flat(JToken value) => value switch
    {
        JArray list => list.SelectMany(Flat),
        JObject node when (node["@list"] ?? node["@set"]) is { } members => Flat(members),
        _ => [value],
    };

    // A node of nothing but its name, and its type, refers to the one that says more.
    private static JObject Meant(JObject node, IReadOnlyList<JContainer> blocks, ref Dictionary<string, JObject>? named)
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
        && Flat(type).Any(name => name.Type == JTokenType.String && ((string)name!).TrimEnd('/').Split('/', '#', ':')[^1].Equals(_path[0], StringComparison.OrdinalIgnoreCase));
}
