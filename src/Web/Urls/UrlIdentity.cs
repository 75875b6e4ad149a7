using System.Buffers;
using System.Text;

namespace Thresher.Web.Urls;

/// <summary>The 128-bit identity of a URL in a crawl.</summary>
public static class UrlIdentity
{
    private const int BytesOnStack = 1024;

    /// <summary>
    /// XXH128 over the UTF-8 bytes of a canonical URL (see <see cref="Canonicalizer"/>), seeded with the crawl's number, so
    /// that one 16-byte unique index serves all crawls. Exact for practical purposes: among 10¹² URLs of one index the chance
    /// of any collision is about 10⁻¹⁵. Not keyed against a site that crafts collisions deliberately.
    /// </summary>
    /// <param name="canonicalUrl">The canonical form; lone surrogates count as U+FFFD.</param>
    /// <param name="crawlSeed">The crawl's number, any value.</param>
    /// <returns>The same value on every machine and in every version: it is stored.</returns>
    public static Hash128 Of(ReadOnlySpan<char> canonicalUrl, long crawlSeed)
    {
        var most = Encoding.UTF8.GetMaxByteCount(canonicalUrl.Length);
        byte[]? rented = null;
        var bytes = most <= BytesOnStack ? stackalloc byte[BytesOnStack] : rented = ArrayPool<byte>.Shared.Rent(most);
        var length = Encoding.UTF8.GetBytes(canonicalUrl, bytes);
        var identity = Hash128.Of(bytes[..length], crawlSeed);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return identity;
    }

    /// <summary>The identity of what a URL leads to: a sitemap's differs from that of the page of the same URL.</summary>
    public static Hash128 Of(ReadOnlySpan<char> canonicalUrl, long crawlSeed, UrlKind kind) =>
        Of(canonicalUrl, kind == UrlKind.Sitemap ? ~crawlSeed : crawlSeed);
}
