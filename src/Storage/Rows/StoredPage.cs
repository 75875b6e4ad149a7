namespace Thresher.Storage.Rows;

/// <summary>One stored page with its URL.</summary>
/// <param name="UrlId">Row of its URL.</param>
/// <param name="Url">Canonical URL.</param>
/// <param name="Depth">Links followed from a seed.</param>
/// <param name="FoundOn">The page it was first found on; null for a seed.</param>
/// <param name="Page">The page; its body and text are left out.</param>
/// <param name="Markdown">Its readable text; null when it is not kept.</param>
public sealed record StoredPage(long UrlId, string Url, int Depth, string? FoundOn, PageRow Page, string? Markdown = null)
{
    /// <summary>What the last refresh found.</summary>
    public PageChange Change { get; init; }

    /// <summary>The first accepted URL of the crawl whose page has the same content; null when this is the first.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>An earlier page with almost the same text; null when there is none, or nobody looked.</summary>
    public string? NearDuplicateOf { get; init; }
}
