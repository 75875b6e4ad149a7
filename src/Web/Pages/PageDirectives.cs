namespace Thresher.Web.Pages;

/// <summary>
/// The directives of a page's <c>meta robots</c> elements and <c>X-Robots-Tag</c> headers for one crawler.
/// Restrictions accumulate: where two contradict, the stricter applies. There is no standard; this follows the
/// documentation of the search engines.
/// </summary>
/// <param name="Rules">The restrictions.</param>
/// <param name="UnavailableAfter">From then on the page counts as <see cref="PageRules.NoIndex"/>; null for never.</param>
public readonly record struct PageDirectives(PageRules Rules, DateTimeOffset? UnavailableAfter = null)
{
    /// <summary>Whether the page asks not to be indexed; <see cref="UnavailableAfter"/> is for the caller to compare.</summary>
    public bool NoIndex => (Rules & PageRules.NoIndex) != 0;

    /// <summary>Whether the page asks that its links not be followed.</summary>
    public bool NoFollow => (Rules & PageRules.NoFollow) != 0;

    /// <summary>Whether the page asks that no copy be shown.</summary>
    public bool NoArchive => (Rules & PageRules.NoArchive) != 0;

    /// <summary>Both restrictions together, and the earlier of the two dates.</summary>
    public PageDirectives Merge(PageDirectives other) => new(
        Rules | other.Rules,
        UnavailableAfter is not { } mine || other.UnavailableAfter < mine ? other.UnavailableAfter ?? UnavailableAfter : mine);

    /// <summary>The directives of a response's <c>X-Robots-Tag</c> headers for a crawler.</summary>
    /// <param name="xRobotsTagValues">
    /// One string a header line. Rules apply to every agent until a user agent and a colon (<c>googlebot: noindex</c>);
    /// from there to the end of the line they apply to that agent.
    /// </param>
    /// <param name="productToken">The crawler's product token, compared in any case; empty for none in particular.</param>
    public static PageDirectives FromHeader(IEnumerable<string> xRobotsTagValues, string productToken)
    {
        ArgumentNullException.ThrowIfNull(xRobotsTagValues);
        ArgumentNullException.ThrowIfNull(productToken);
        var all = default(PageDirectives);
        foreach (var value in xRobotsTagValues)
        {
            all = all.Merge(MetaRobots.Parse(value, productToken));
        }

        return all;
    }

    /// <summary>The directives in the <c>content</c> of a <c>meta</c> element named <c>robots</c> or after the crawler.</summary>
    internal static PageDirectives FromContent(ReadOnlySpan<char> content) => MetaRobots.Parse(content, agent: null);
}
