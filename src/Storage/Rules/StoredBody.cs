using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Storage.Rules;

/// <summary>Whether a stored body is still what was fetched: its page's row has the hash of the decoded bytes.</summary>
internal static class StoredBody
{
    /// <summary>Every body of a crawl with its hash and URL; <c>$1</c> is the crawl.</summary>
    public const string Query = """
        SELECT u.url, p.content_hash, b.body FROM page_bodies b JOIN pages p ON p.url_id = b.url_id JOIN urls u ON u.id = b.url_id WHERE p.crawl_id = $1
        """;

    /// <summary>The line for a body that is not; null for one that is.</summary>
    public static string? Problem(string url, Hash128 hash, byte[] body)
    {
        try
        {
            return Hash128.Of(CompressedText.Bytes(body)) == hash ? null : $"a page's body is not what was fetched: {url}";
        }
        catch (Exception failure) when (failure is InvalidDataException or InvalidOperationException)
        {
            return $"a page's body cannot be decompressed: {url}";
        }
    }
}
