using Thresher.Web.Cookies;

namespace Thresher.Storage;

/// <summary>
/// The cookies of crawls, by registrable domain. Those that a page sets are written with its completion
/// (<see cref="Rows.UrlCompletion.Cookies"/>), so a jar is as old as what is stored.
/// </summary>
public interface ICookies
{
    /// <summary>What a crawl keeps of a registrable domain, those that are over included.</summary>
    Task<IReadOnlyList<Cookie>> ReadAsync(long crawlId, string site, CancellationToken cancellationToken);
}
