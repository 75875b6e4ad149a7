using System.Text.RegularExpressions;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Selectors;
using Thresher.Extraction.Sources;
using Thresher.Extraction.XPath;
using Thresher.Jobs.Rules;
using Thresher.Web.Links;

namespace Thresher.Extraction.Rules;

/// <summary>A job's follow rules made ready: from a page to the links that are followed, the first rule that takes one deciding.</summary>
internal sealed class LinkRules
{
    private static readonly FlatSelector Linking = FlatSelectorCompiler.Compile("a[href], area[href], link[href], iframe[src], frame[src]");

    private readonly Compiled[] _rules;
    private readonly bool _obeysNoFollow;

    /// <summary>Compiles rules that <see cref="ExtractionRules"/> has checked.</summary>
    public LinkRules(IReadOnlyList<FollowRule> rules, bool obeysNoFollow)
    {
        _rules = [.. rules.Select(rule => new Compiled(
            rule,
            rule.On is null ? null : LinearRegex.Compile(rule.On),
            new UrlPattern(rule.Url, rule.Glob),
            rule.Css is null ? null : FlatSelectorCompiler.Compile(rule.Css),
            rule.Json is null ? null : new JsonLookup(rule.Json),
            rule.Xpath is null ? null : new XPathQuery(rule.Xpath)))];
        _obeysNoFollow = obeysNoFollow;
    }

    /// <summary>Whether there are any.</summary>
    public bool Exist => _rules.Length > 0;

    /// <summary>The links to follow.</summary>
    /// <param name="page">The page.</param>
    /// <param name="all">All links of the page, as they are written.</param>
    /// <param name="refusal">Why some may be missing, which the page's budget did not allow to look for; null when all are there.</param>
    public IReadOnlyList<FollowedLink> Find(PageSource page, IReadOnlyList<RawLink> all, out string? refusal)
    {
        var found = new List<FollowedLink>();
        refusal = null;
        try
        {
            FindAll(page, all, found);
        }
        catch (PageLimitException refused)
        {
            refusal = refused.Message;
        }

        return found;
    }

    private void FindAll(PageSource page, IReadOnlyList<RawLink> all, List<FollowedLink> found)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _rules.Length; i++)
        {
            var rule = _rules[i];
            if (rule.On?.IsMatch(page.Url.RequestHref) == false)
            {
                continue;
            }

            var depth = page.Depth + (rule.Rule.Next ? 0 : 1);
            foreach (var href in Hrefs(rule, page, all))
            {
                if (depth <= (rule.Rule.MaxDepth ?? int.MaxValue)
                    && page.Resolver.TryResolve(href, out var target)
                    && rule.Pattern.Matches(target.RequestHref)
                    && seen.Add(target.RequestHref))
                {
                    found.Add(new FollowedLink(target, depth, rule.Rule.Priority, i));
                }
            }
        }
    }

    private IEnumerable<string> Hrefs(Compiled rule, PageSource page, IReadOnlyList<RawLink> all)
    {
        if (rule.Json is { } json)
        {
            return page.IsJson && page.Json is { } value ? json.Find(value, page.Budget).Select(JsonLookup.TextOf) : [];
        }

        if (rule.XPath is { } path)
        {
            return page.Nodes is { } nodes && page.Dom is { } elements ? Hrefs(path, nodes, elements) : [];
        }

        return rule.Css is { } css
            ? page.Dom is { } tree ? CssSource.Matches(css, tree, -1).SelectMany(element => Links(tree, element)) : []
            : all.Where(link => !(_obeysNoFollow && link.IsNoFollow)).Select(link => link.Href);
    }

    /// <summary>Of elements their links, of attributes and texts what they say.</summary>
    private IEnumerable<string> Hrefs(XPathQuery path, NodeTree nodes, DomTree tree) =>
        path.Found(nodes).SelectMany(found => found.Element is { } element ? tree.IndexOf(element) is >= 0 and var place ? Links(tree, place) : [] : [found.Text!]);

    private IEnumerable<string> Links(DomTree tree, int element)
    {
        var links = Linking.Matches(tree, element, 0) ? [element] : CssSource.Matches(Linking, tree, element);
        return from link in links.Select(tree.Node)
               where !(_obeysNoFollow && (link.GetAttribute("rel") ?? "").Split((char[]?)null).Contains("nofollow", StringComparer.OrdinalIgnoreCase))
               select link.GetAttribute("href") ?? link.GetAttribute("src") ?? "";
    }

    private sealed record Compiled(FollowRule Rule, Regex? On, UrlPattern Pattern, FlatSelector? Css, JsonLookup? Json, XPathQuery? XPath);
}
