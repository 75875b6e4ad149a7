using System.Globalization;
using System.Text;
using System.Text.Json;
using Thresher.Web.Links;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Pages;

public sealed class MetaRobotsTests
{
    private static readonly PageParser Parser = new(TimeProvider.System);

    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["a page disallowed by robots.txt is not fetched, so its noindex is never seen"] =
            "says that robots.txt decides before a page is fetched; nothing is parsed",
    };

    [Fact]
    public void Parse_MetaRobotsCases_AllMet()
    {
        var wrong = new List<string>();
        var met = 0;
        using var cases = SharedCases.Load("meta-robots.json");
        foreach (var item in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            var name = $"{item.GetProperty("source").GetString()}: {item.GetProperty("name").GetString()}";
            var problem = item.GetProperty("kind").GetString() switch
            {
                "meta" or "header" or "header+meta" => CheckDirectives(item),
                "link_rel" => CheckLink(item),
                "canonical" => CheckCanonical(item),
                _ => Elsewhere.ContainsKey(item.GetProperty("name").GetString()!) ? null : "unknown kind",
            };
            met += problem is null ? 1 : 0;
            if (problem is not null)
            {
                wrong.Add($"{name}: {problem}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(87, met);
        ConformanceTable.Has("meta-robots.json", "all", met, met + wrong.Count);
        Assert.All(Elsewhere.Values, ConformanceTable.Explains);
    }

    private static string? CheckDirectives(JsonElement item)
    {
        var agent = Text(item, "user_agent") is { } named and not "*" ? named : "";
        var page = Parse(item, agent);
        var all = page.Directives.Merge(PageDirectives.FromHeader(Headers(item, "X-Robots-Tag"), agent));
        return Differs("may_index", !all.NoIndex)
            ?? Differs("may_follow", !all.NoFollow)
            ?? Differs("no_cache_pragma", (all.Rules & PageRules.NoCachePragma) != 0)
            ?? (Text(item, "base_href") is { } href && href != page.BaseHref ? $"base {page.BaseHref}" : null)
            ?? (Date(item) is { } date && date != all.UnavailableAfter ? $"unavailable_after {all.UnavailableAfter}" : null)
            ?? RulesDiffer();

        string? Differs(string property, bool found) =>
            item.TryGetProperty(property, out var expected) && expected.GetBoolean() != found ? $"{property} is {found}" : null;

        string? RulesDiffer()
        {
            if (!item.TryGetProperty("rules", out var rules))
            {
                return null;
            }

            var expected = rules.EnumerateArray().Aggregate(
                PageRules.None, (sum, rule) => sum | Enum.Parse<PageRules>(rule.GetString()!, ignoreCase: true));
            return expected == all.Rules ? null : $"rules {all.Rules}";
        }
    }

    private static string? CheckLink(JsonElement item)
    {
        var link = Assert.Single(Parse(item, "examplebot").Links);
        var follow = item.GetProperty("follow");
        var expected = follow.ValueKind == JsonValueKind.Null || follow.GetBoolean();
        var target = new Uri(new Uri(Text(item, "document_url")!), link.Href).AbsoluteUri;
        return expected == link.IsNoFollow ? $"rel is {link.Rel}"
            : Text(item, "target") is { } wanted && wanted != target ? $"target {target}"
            : null;
    }

    private static string? CheckCanonical(JsonElement item)
    {
        var page = Parse(item, "examplebot");
        var raw = LinkHeader.Canonical(Headers(item, "Link")) ?? page.Canonical;
        var document = new Uri(Text(item, "document_url")!);
        var found = raw is null ? null : new Uri(page.BaseHref is { } href ? new Uri(document, href) : document, raw).AbsoluteUri;
        return found == Text(item, "canonical") ? null : $"canonical {found}";
    }

    private static ParsedPage Parse(JsonElement item, string agent) => Parser.Parse(
        Encoding.UTF8.GetBytes(Text(item, "html") ?? ""),
        "text/html",
        new ParsingOptions { ProductToken = agent },
        CancellationToken.None);

    private static List<string> Headers(JsonElement item, string name) =>
        !item.TryGetProperty("headers", out var headers)
            ? []
            : [.. headers.EnumerateArray()
                .Where(header => header[0].GetString()!.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(header => header[1].GetString()!)];

    private static string? Text(JsonElement item, string property) =>
        item.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static DateTimeOffset? Date(JsonElement item) =>
        Text(item, "unavailable_after") is { } date ? DateTimeOffset.Parse(date, CultureInfo.InvariantCulture) : null;
}
