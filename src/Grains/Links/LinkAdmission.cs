using Thresher.Extraction.Rules;
using Thresher.Grains.Crawls;
using Thresher.Grains.Parsing;
using Thresher.Jobs.Rules;
using Thresher.Jobs.Scope;
using Thresher.Storage.Depths;
using Thresher.Storage.Rows;
using Thresher.Web.Links;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Links;

/// <summary>
/// From the links as a page writes them to the rows they ask for: resolved, within the job's scope and limits, each
/// once, and without those known to be committed.
/// </summary>
public sealed partial class LinkAdmission(ScopeKeys scope, HostCounts hosts, KnownUrls known)
{
    /// <summary>More than any depth in use, so that a priority goes before depth.</summary>
    private const int RanksPerPriority = 100_000;

    /// <summary>The page's own canonical link, resolved, a header's before that of the markup; null when absent, unusable or the page itself.</summary>
    public static string? Canonical(ParsedPage? parsed, FetchedPage page)
    {
        var canonical = page.HeaderLinks.Canonical
            ?? (parsed?.Canonical is { } href && LinkResolver.Of(parsed, page.Url).TryResolve(href, out var stated) ? stated.RequestHref : null);
        return canonical == page.Url.RequestHref ? null : canonical;
    }

    /// <summary>The marks that parsing leaves on a page.</summary>
    public static PageFlags Flags(ParsedPage page, PageDirectives directives) =>
        (page.LinksCut ? PageFlags.LinksCut : PageFlags.None)
        | (page.TimedOut ? PageFlags.ParseCut : PageFlags.None)
        | (directives.NoIndex ? PageFlags.NoIndex : PageFlags.None)
        | (directives.NoFollow ? PageFlags.NoFollow : PageFlags.None);

    /// <summary>The rows for a page's links.</summary>
    public ValueTask<AdmittedLinks> AdmitAsync(ActiveCrawl crawl, WebUrl url, ParsedPage page, LeasedUrl from) =>
        AdmitAsync(crawl, url, Follow(page.Links, LinkResolver.Of(page, url), crawl.Job.Politeness.Robots, from.Depth), from);

    /// <summary>The rows for links that were chosen.</summary>
    public async ValueTask<AdmittedLinks> AdmitAsync(ActiveCrawl crawl, WebUrl url, IEnumerable<FollowedLink> links, LeasedUrl from)
    {
        var rows = new List<NewUrl>();
        HashSet<Hash128>? seen = null;
        Dictionary<string, bool>? scoped = null;
        var mode = crawl.Admission.Mode;
        var cut = PageFlags.None;

        // No way to a seed is shorter, so where it leads need not be kept.
        var outLinks = from.Depth > 0 ? new OutLinks() : null;
        foreach (var link in links)
        {
            var (target, depth, priority, _) = link;

            // Most links are known, and what is known needs no verdict: asking for that first spares them all the rest.
            var identity = crawl.Admission.IdentityOf(target);
            var knownDepth = known.DepthOf(identity);
            if (knownDepth >= 0 && knownDepth <= depth)
            {
                if (knownDepth > depth - from.Depth)
                {
                    outLinks?.Add(identity, depth - from.Depth);
                }

                continue;
            }

            if (seen?.Contains(identity) == true)
            {
                continue;
            }

            var refusal = crawl.Admission.Check(target, depth);
            if (refusal != Refusal.None)
            {
                outLinks?.TooDeep |= refusal == Refusal.TooDeep;

                // Whether another host's link would have been in the scope was not asked.
                cut |= target.DomainKey != url.DomainKey ? PageFlags.None : refusal switch
                {
                    Refusal.TooDeep => PageFlags.LinksTooDeep,
                    Refusal.PathTrap or Refusal.FarAhead or Refusal.TooLong => PageFlags.LinksTrapped,
                    _ => PageFlags.None,
                };
                continue;
            }

            if (!(mode == ScopeMode.Any || (mode == ScopeMode.Host && target.DomainKey == url.DomainKey)))
            {
                // Within one page the answer for a domain is asked once.
                var memo = mode == ScopeMode.Prefix ? target.DomainKey + target.Path : target.DomainKey;
                scoped ??= new Dictionary<string, bool>(StringComparer.Ordinal);
                if (!scoped.TryGetValue(memo, out var inScope))
                {
                    inScope = await scope.ContainsAnyAsync(from.CrawlId, crawl.Admission.CandidateKeys(target), CancellationToken.None);
                    scoped[memo] = inScope;
                }

                if (!inScope)
                {
                    continue;
                }
            }

            if (target.DomainKey != url.DomainKey && !await hosts.MayEnterAsync(crawl, target))
            {
                cut |= PageFlags.HostsCut;
                continue;
            }

            var rank = link.IsCanonical ? UrlRank.OfCanonical(depth + 1) : UrlRank.Of(depth) - (priority * RanksPerPriority);
            (seen ??= []).Add(identity);
            outLinks?.Add(identity, depth - from.Depth);
            rows.Add(crawl.Admission.Row(target, depth, 0, rank, UrlKind.Page));
        }

        return new AdmittedLinks(rows, cut, outLinks);
    }

    /// <summary>The row for a redirect's target; null when it is out of scope.</summary>
    public async ValueTask<AdmittedLinks?> AdmitRedirectAsync(ActiveCrawl crawl, WebUrl target, LeasedUrl from)
    {
        if (from.Kind == UrlKind.Requisite)
        {
            return crawl.Admission.CheckRequisite(target) == Refusal.None
                ? new AdmittedLinks([RequisiteRow(crawl, target, from.Depth, from.Hops + 1)], PageFlags.None, null)
                : null;
        }

        var inScope = crawl.Admission.Mode == ScopeMode.Any
            || await scope.ContainsAnyAsync(from.CrawlId, crawl.Admission.CandidateKeys(target), CancellationToken.None);
        if (!inScope || crawl.Admission.Check(target, from.Depth) != Refusal.None || !await hosts.MayEnterAsync(crawl, target))
        {
            return null;
        }

        var row = crawl.Admission.Row(target, from.Depth, from.Hops + 1);
        OutLinks? outLinks = null;
        if (from.Depth > 0)
        {
            outLinks = new OutLinks();
            outLinks.Add(row.Hash, 0);
        }

        return new AdmittedLinks([row], PageFlags.None, outLinks);
    }

    /// <summary>
    /// The links that no rule chose. Written out: what LINQ makes of it cannot be compiled ahead, and a short crawl ends
    /// before the runtime finds that it is called for every link.
    /// </summary>
    private static IEnumerable<FollowedLink> Follow(RawLink[] links, LinkResolver resolver, bool heedsNoFollow, int depth)
    {
        foreach (var link in links)
        {
            if (!(link.IsNoFollow && heedsNoFollow) && resolver.TryResolve(link.Href, out var target))
            {
                yield return link.Kind == LinkKind.Canonical
                    ? new FollowedLink(target, depth, 0, 0) { IsCanonical = true }
                    : new FollowedLink(target, depth + 1, 0, 0);
            }
        }
    }
}
