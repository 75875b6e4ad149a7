namespace Thresher.Storage.Rules;

/// <summary>The statement that reads stored pages with their bodies, the same for both engines: the crawl, the row to go on after, how many.</summary>
internal static class KeptPages
{
    /// <summary>The query with its parameters as an engine writes them.</summary>
    public static string Query(string crawl, string after, string most) => $"""
        SELECT p.url_id, u.url, u.depth, u.state, p.content_type, p.charset, p.fetched_at, p.flags, b.body
        FROM pages p JOIN urls u ON u.id = p.url_id LEFT JOIN page_bodies b ON b.url_id = p.url_id
        WHERE p.crawl_id = {crawl} AND p.url_id > {after} ORDER BY p.url_id LIMIT {most}
        """;
}
