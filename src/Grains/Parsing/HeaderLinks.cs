using Thresher.Extraction.Rules;
using Thresher.Grains.Fetching;
using Thresher.Web.Links;
using Thresher.Web.Urls;

namespace Thresher.Grains.Parsing;

/// <summary>
/// What the header fields of a page link to: <c>Refresh</c>, which browsers obey like the <c>meta</c> element of that name
/// (HTML standard, "shared declarative refresh steps"), and <c>Link</c> (RFC 8288). They resolve against the page's URL,
/// whatever its <c>base</c> says, so they are absolute here.
/// </summary>
/// <param name="Links">The links, with absolute targets.</param>
/// <param name="Canonical">The canonical URL that a header names; null without one.</param>
public sealed record HeaderLinks(IReadOnlyList<RawLink> Links, string? Canonical)
{
    /// <summary>Nothing, as of most pages.</summary>
    public static readonly HeaderLinks None = new([], null);

    /// <summary>The links of a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="page">Its URL.</param>
    public static HeaderLinks Of(FetchResponse response, WebUrl page)
    {
        if (response.Refresh is null && response.Links.Count == 0)
        {
            return None;
        }

        var links = new List<RawLink>();
        if (response.Refresh is { } refresh && RefreshTarget.In(refresh) is { IsEmpty: false } written
            && WebUrl.TryParse(written.ToString(), page, out var next))
        {
            links.Add(new RawLink(next.RequestHref, LinkKind.MetaRefresh, LinkRel.None));
        }

        foreach (var link in LinkHeader.Followed(response.Links, IsPage))
        {
            if (WebUrl.TryParse(link.Href, page, out var target))
            {
                links.Add(link with { Href = target.RequestHref });
            }
        }

        var canonical = LinkHeader.Canonical(response.Links, IsPage) is { } stated && WebUrl.TryParse(stated, page, out var url) ? url.RequestHref : null;
        return new HeaderLinks(links, canonical);

        bool IsPage(string anchor) => WebUrl.TryParse(anchor, page, out var about) && about.RequestHref == page.RequestHref;
    }

    /// <summary>The links that no rule chose.</summary>
    /// <param name="heedsNoFollow">Whether those marked <c>nofollow</c> are left out.</param>
    /// <param name="depth">The page's depth.</param>
    internal IEnumerable<FollowedLink> Follow(bool heedsNoFollow, int depth)
    {
        foreach (var link in Links)
        {
            if (!(link.IsNoFollow && heedsNoFollow) && WebUrl.TryParse(link.Href, null, out var target))
            {
                yield return link.Kind == LinkKind.Canonical
                    ? new FollowedLink(target, depth, 0, 0) { IsCanonical = true }
                    : new FollowedLink(target, depth + 1, 0, 0);
            }
        }
    }

    /// <summary>These links before those of the page's markup.</summary>
    public IReadOnlyList<RawLink> With(RawLink[] markup) => Links.Count == 0 ? markup : [.. Links, .. markup];
}
