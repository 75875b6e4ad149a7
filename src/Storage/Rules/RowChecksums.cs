using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Rules;

/// <summary>
/// The checksums of what is stored of a page, a row each, written with the row. A page's covers what its fetch stored and
/// nothing later changes: not ETag, Last-Modified and time of the last check, and not its flags.
/// </summary>
internal static class RowChecksums
{
    /// <summary>Of a row of <c>pages</c>.</summary>
    public static long Of(PageRow page)
    {
        Span<byte> hash = stackalloc byte[Web.Urls.Hash128.Size];
        page.ContentHash.Write(hash);
        return default(RowChecksum).Add(page.Status).Add(page.ContentType).Add(page.Charset).Add(page.Title).Add(page.Bytes).Add(hash)
            .Add(page.FetchedAt).Add(page.ElapsedMs).Add(page.LinkCount).Add(page.CanonicalLink).Add((long?)page.SimHash).Value;
    }

    /// <summary>Of a blob in a row of its own: a page's text, heads or links.</summary>
    public static long Of(byte[] blob) => default(RowChecksum).Add(blob).Value;

    /// <summary>Of a row of <c>items</c>.</summary>
    public static long Of(ItemRow item) => default(RowChecksum).Add(item.Ordinal).Add(item.Rule).Add(item.Json).Add(item.Errors).Value;

    /// <summary>Of a row of <c>exchanges</c>.</summary>
    public static long Of(FetchOutcome outcome, Exchange exchange) =>
        default(RowChecksum).Add((long)outcome).Add(exchange.At).Add(exchange.Head).Add(exchange.Body).Add(exchange.IsCut ? 1 : 0).Value;
}
