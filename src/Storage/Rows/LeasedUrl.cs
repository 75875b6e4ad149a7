using Thresher.Web.Urls;

namespace Thresher.Storage.Rows;

/// <summary>One URL in a domain grain's window, served under the domain's epoch.</summary>
/// <param name="Id">Row number, in order of arrival over all crawls.</param>
/// <param name="CrawlId">The crawl that accepted it.</param>
/// <param name="Url">The URL of its row.</param>
/// <param name="Depth">Links followed from a seed.</param>
/// <param name="Hops">Redirects followed to get here.</param>
/// <param name="Attempts">Attempts that failed before this one: <see cref="UrlRow.Attempts"/>.</param>
/// <param name="Crashes">Times its process died while the URL was leased; above 0 makes it a suspect.</param>
/// <param name="Strikes">Times its process died after the URL was marked as being parsed.</param>
/// <param name="Kind">What it leads to.</param>
/// <param name="Copy">What is stored of it already, when it is fetched again; else null.</param>
[GenerateSerializer, Immutable, Alias("thresher.leased-url")]
public sealed record LeasedUrl(
    [property: Id(0)] long Id,
    [property: Id(1)] long CrawlId,
    [property: Id(2)] string Url,
    [property: Id(3)] int Depth,
    [property: Id(4)] int Hops,
    [property: Id(5)] int Attempts,
    [property: Id(6)] int Crashes,
    [property: Id(7)] int Strikes,
    [property: Id(8)] UrlKind Kind = UrlKind.Page,
    [property: Id(9)] StoredCopy? Copy = null)
{
    /// <summary>The form of <see cref="Url"/>, of the same identity, to which its server redirected; null without such a redirect.</summary>
    [Id(10)]
    public string? OtherForm { get; init; }

    /// <summary>What to request.</summary>
    public string Target => OtherForm ?? Url;
}
