namespace Thresher.Storage.Postgres;

/// <summary>The statements that store the pages of completed URLs.</summary>
internal static class PostgresPages
{
    public static IEnumerable<(string Sql, object?[] Values)> Statements(IReadOnlyList<UrlCompletion> completions)
    {
        var pages = completions.Where(done => done.Page is not null).Select(done => (done.UrlId, done.CrawlId, Page: done.Page!)).ToList();
        if (pages.Count > 0)
        {
            yield return (
                """
                INSERT INTO pages (url_id, crawl_id, bytes, fetched_at, content_hash, status, elapsed_ms, link_count, flags,
                                   content_type, charset, title, etag, last_modified, canonical_link)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                """,
                [
                    pages.Select(page => page.UrlId).ToArray(),
                    pages.Select(page => page.CrawlId).ToArray(),
                    pages.Select(page => page.Page.Bytes).ToArray(),
                    pages.Select(page => page.Page.FetchedAt).ToArray(),
                    pages.Select(page => PostgresHash.ToUuid(page.Page.ContentHash)).ToArray(),
                    pages.Select(page => page.Page.Status).ToArray(),
                    pages.Select(page => page.Page.ElapsedMs).ToArray(),
                    pages.Select(page => page.Page.LinkCount).ToArray(),
                    pages.Select(page => (int)page.Page.Flags).ToArray(),
                    pages.Select(page => PostgresText.Clean(page.Page.ContentType)).ToArray(),
                    pages.Select(page => PostgresText.Clean(page.Page.Charset)).ToArray(),
                    pages.Select(page => PostgresText.Clean(page.Page.Title)).ToArray(),
                    pages.Select(page => PostgresText.Clean(page.Page.ETag)).ToArray(),
                    pages.Select(page => PostgresText.Clean(page.Page.LastModified)).ToArray(),
                    pages.Select(page => PostgresText.Clean(page.Page.CanonicalLink)).ToArray(),
                ]);
        }

        var bodies = pages.Where(page => page.Page.Body is not null).ToList();
        if (bodies.Count > 0)
        {
            yield return (
                "INSERT INTO page_bodies (url_id, body) SELECT * FROM unnest($1, $2)",
                [bodies.Select(page => page.UrlId).ToArray(), bodies.Select(page => page.Page.Body!).ToArray()]);
        }
    }
}
