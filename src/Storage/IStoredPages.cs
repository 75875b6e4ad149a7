using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;

namespace Thresher.Storage;

/// <summary>Stored pages that are read again by other rules, without a fetch where their bodies are kept.</summary>
public interface IStoredPages
{
    /// <summary>Stored pages behind a row, in the order of arrival of their URLs, with their bodies where those are kept.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="after">Row of the last page read, 0 at first.</param>
    /// <param name="most">How many at most; fewer are the last.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<IReadOnlyList<KeptPage>> ReadAsync(long crawlId, long after, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Stores what was read of pages again, in one transaction: records and text in place of those there were, and links
    /// that are new. A page that was fetched again meanwhile, or is gone, is left as it is. A complete crawl runs again
    /// with the first new link.
    /// </summary>
    /// <returns>How many were stored, and how many links are new.</returns>
    Task<(int Pages, int Links)> ReplaceAsync(long crawlId, IReadOnlyList<PageReread> pages, CancellationToken cancellationToken);

    /// <summary>Queues stored pages to be fetched, and read, again whatever the server says of their age; a complete crawl gets that state.</summary>
    /// <returns>How many were queued: those that are not pending already.</returns>
    Task<int> FetchAgainAsync(long crawlId, IReadOnlyList<long> urlIds, CrawlState state, CancellationToken cancellationToken);
}

/// <summary>A stored page as it is read again.</summary>
/// <param name="UrlId">Row of its URL.</param>
/// <param name="Url">The URL that was requested.</param>
/// <param name="Depth">Links followed from a seed.</param>
/// <param name="State">State of the URL.</param>
/// <param name="ContentType">Media type, lower case; null when none was sent.</param>
/// <param name="Charset">Name of the character encoding used; null for what is not text.</param>
/// <param name="FetchedAt">When it was fetched, Unix milliseconds.</param>
/// <param name="Flags">What was noted of it.</param>
/// <param name="Body">The decoded body, compressed (<see cref="CompressedText"/>); null when it is not kept.</param>
public sealed record KeptPage(long UrlId, string Url, int Depth, UrlState State, string? ContentType, string? Charset, long FetchedAt, PageFlags Flags, byte[]? Body);

/// <summary>What was made of a stored page when it was read again.</summary>
/// <param name="UrlId">Row of its URL.</param>
/// <param name="FetchedAt">The fetch that it was read of, Unix milliseconds: one that came later is not replaced.</param>
/// <param name="Flags">What is noted of it now.</param>
/// <param name="Items">Its records.</param>
/// <param name="Markdown">Its readable text, compressed; null when the job does not keep it.</param>
/// <param name="Links">Links to accept, already admitted.</param>
/// <param name="OutLinks">Where it leads (<see cref="Depths.OutLinks.ToBytes"/>); null for nowhere.</param>
public sealed record PageReread(long UrlId, long FetchedAt, PageFlags Flags, IReadOnlyList<ItemRow> Items, byte[]? Markdown, IReadOnlyList<NewUrl> Links, byte[]? OutLinks);
