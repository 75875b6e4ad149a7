using System.Text.RegularExpressions;
using Thresher.Jobs.Rules;
using Thresher.Web.Urls;

namespace Thresher.Jobs.Scope;

/// <summary>
/// Decides from the URL alone whether a link may enter a crawl, and gives it its identity. Whether its scope key is
/// one of the seeds' is for <c>ScopeKeys</c> to say. Immutable; safe for concurrent use.
/// </summary>
public sealed class Admission
{
    private readonly CrawlJob _job;
    private readonly long _crawlId;
    private readonly Canonicalizer _canonicalizer;
    private readonly Regex[] _include;
    private readonly Regex[] _exclude;
    private readonly int _lastYear;

    /// <summary>Compiles a job's rules.</summary>
    /// <param name="job">The job.</param>
    /// <param name="crawlId">The crawl, which seeds the identities.</param>
    /// <param name="time">Tells what is far ahead; the system's clock when left out.</param>
    public Admission(CrawlJob job, long crawlId, TimeProvider? time = null)
    {
        _lastYear = (int)Math.Min((time ?? TimeProvider.System).GetUtcNow().Year + (long)job.Limits.MaxYearsAhead, int.MaxValue);
        _job = job;
        _crawlId = crawlId;
        _canonicalizer = new Canonicalizer(job.TrackingParameters is { } own
            ? new CanonicalizationOptions { TrackingParameters = [.. own] }
            : new CanonicalizationOptions());
        _include = [.. job.Scope.Include.Select(LinearRegex.Compile)];
        _exclude = [.. job.Scope.Exclude.Select(LinearRegex.Compile)];
    }

    /// <summary>The scope's mode.</summary>
    public ScopeMode Mode => _job.Scope.Mode;

    /// <summary>Why the URL may not enter at this depth; <see cref="Refusal.None"/> when it may, scope keys aside.</summary>
    public Refusal Check(WebUrl url, int depth)
    {
        var limits = _job.Limits;
        return depth > limits.MaxDepth ? Refusal.TooDeep
            : url.RequestHref.Length > limits.MaxUrlLength ? Refusal.TooLong
            : PathTrap.Repeats(url.PathSpan, limits.MaxPathSegments, limits.MaxRepeatedSegments) ? Refusal.PathTrap
            : depth > 0 && PathTrap.IsFarAhead(url.PathAndQuerySpan, _lastYear) ? Refusal.FarAhead
            : _include.Length > 0 && !Array.Exists(_include, rule => rule.IsMatch(url.RequestHref)) ? Refusal.NotIncluded
            : Array.Exists(_exclude, rule => rule.IsMatch(url.RequestHref)) ? Refusal.ExcludedByRule
            : Refusal.None;
    }

    /// <summary>Why what a page needs to be shown may not enter: the scope, the include rules and the depth do not bind it.</summary>
    public Refusal CheckRequisite(WebUrl url) =>
        url.RequestHref.Length > _job.Limits.MaxUrlLength ? Refusal.TooLong
        : PathTrap.Repeats(url.PathSpan, _job.Limits.MaxPathSegments, _job.Limits.MaxRepeatedSegments) ? Refusal.PathTrap
        : Array.Exists(_exclude, rule => rule.IsMatch(url.RequestHref)) ? Refusal.ExcludedByRule
        : Refusal.None;

    /// <summary>The row the URL asks for.</summary>
    public NewUrl Row(WebUrl url, int depth, int hops) => Row(url, depth, hops, UrlRank.Of(depth), UrlKind.Page);

    /// <summary>The row a sitemap asks for.</summary>
    /// <param name="url">The sitemap.</param>
    /// <param name="hops">Indexes and redirects followed to get here.</param>
    public NewUrl SitemapRow(WebUrl url, int hops) => Row(url, 0, hops, UrlRank.Of(0), UrlKind.Sitemap);

    /// <summary>The row the URL asks for, with a rank of its own.</summary>
    public NewUrl Row(WebUrl url, int depth, int hops, int rank, UrlKind kind)
    {
        var canonical = _canonicalizer.Canonicalize(url);
        var request = url.RequestHref;
        return new NewUrl(
            UrlIdentity.Of(canonical, _crawlId, kind), request, canonical == request ? null : canonical, url.DomainKey, depth, hops, rank)
        {
            Kind = kind,
        };
    }

    /// <summary>The URL's identity in this crawl.</summary>
    public Hash128 IdentityOf(WebUrl url, UrlKind kind = UrlKind.Page) => UrlIdentity.Of(_canonicalizer.Canonicalize(url), _crawlId, kind);

    /// <summary>What a seed puts into the scope; null when everything is in it.</summary>
    public string? SeedKey(WebUrl seed) => Mode switch
    {
        ScopeMode.Host => seed.DomainKey,
        ScopeMode.Domain => RegistrableDomain.Of(seed.Host),
        ScopeMode.Prefix => string.Concat(seed.DomainKey, seed.Path.AsSpan(0, seed.Path.LastIndexOf('/') + 1)),
        _ => null,
    };

    /// <summary>The keys of which one must be in the scope for the URL to be; none when everything is.</summary>
    public IEnumerable<string> CandidateKeys(WebUrl url)
    {
        if (Mode == ScopeMode.Host)
        {
            yield return url.DomainKey;
        }
        else if (Mode == ScopeMode.Domain)
        {
            yield return RegistrableDomain.Of(url.Host);
        }
        else if (Mode == ScopeMode.Prefix)
        {
            for (var slash = url.Path.LastIndexOf('/'); slash >= 0; slash = slash == 0 ? -1 : url.Path.LastIndexOf('/', slash - 1))
            {
                yield return string.Concat(url.DomainKey, url.Path.AsSpan(0, slash + 1));
            }
        }
    }
}
