using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting.Warc;

/// <summary>What an archive holds: a stored page, or an exchange that left none.</summary>
/// <param name="Page">The page; null for an exchange.</param>
/// <param name="Exchange">The exchange; null for a page.</param>
internal readonly record struct WarcRow(StoredPage? Page, StoredExchange? Exchange)
{
    /// <summary>A page.</summary>
    public static WarcRow Of(StoredPage page) => new(page, null);

    /// <summary>An exchange.</summary>
    public static WarcRow Of(StoredExchange exchange) => new(null, exchange);
}
