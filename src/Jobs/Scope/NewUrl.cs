using Thresher.Web.Urls;

namespace Thresher.Jobs.Scope;

/// <summary>A URL that passed admission and asks for a row. Inserting it twice changes nothing.</summary>
/// <param name="Hash">Identity: XxHash128 of the canonical URL, seeded with the crawl's id.</param>
/// <param name="Url">The form that is requested: parsed, without fragment and user info.</param>
/// <param name="Canonical">The canonical form where it differs from <paramref name="Url"/>, else null.</param>
/// <param name="Domain">Domain key: host[:port].</param>
/// <param name="Depth">Links followed from a seed, 0 for a seed.</param>
/// <param name="Hops">Redirects followed to get here.</param>
/// <param name="Rank">Order within the domain: smaller goes first.</param>
public sealed record NewUrl(
    Hash128 Hash, string Url, string? Canonical, string Domain, int Depth, int Hops, int Rank)
{
    /// <summary>What it leads to. Default: a page.</summary>
    public UrlKind Kind { get; init; }
}
