using Thresher.Jobs.Outcomes;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>
/// Removes a crawl in steps that each hold the writer for a moment: newest rows first, so that none is left whose page of
/// origin is gone, and with the counters, so that a removal that dies halfway leaves a crawl that adds up.
/// </summary>
internal static class SqliteRemoval
{
    private static readonly string[] OfUrls = ["page_bodies", "page_originals", "page_texts", "page_heads", "page_links", "url_notes", "exchanges", "attempts", "pages", "items", "urls"];
    private static readonly string[] OfCrawls = ["crawl_domains", "tallies", "totals", "item_tallies", "producers", "seed_marks", "scope_keys", "shorter_paths", "cookies", "render_shapes"];

    // By ranges of row numbers and not row by row, which takes four times as long. The plus keeps SQLite from the index on
    // the crawl, by which each step would look at all rows of the crawl.
    private static readonly string[] DeleteRange =
    [
        .. new[] { "page_bodies", "page_originals", "page_texts", "page_heads", "page_links", "url_notes" }.Select(table =>
            $"DELETE FROM {table} WHERE url_id >= ?1 AND url_id < ?2 AND (SELECT u.crawl_id FROM urls u WHERE u.id = url_id) = ?3"),
        .. new[] { "exchanges", "attempts", "pages", "items" }.Select(table => $"DELETE FROM {table} WHERE url_id >= ?1 AND url_id < ?2 AND +crawl_id = ?3"),
        "DELETE FROM urls WHERE id >= ?1 AND id < ?2 AND +crawl_id = ?3",
    ];

    /// <summary>
    /// Removes a crawl that is alone in its file, as most are: SQLite empties a table without looking at its rows, which
    /// removes a million URLs in the time of some thousand.
    /// </summary>
    /// <returns>False when there are others.</returns>
    public static bool RemoveOnly(SqliteSession session, long crawlId)
    {
        if (session["SELECT count(*) FROM crawls WHERE id <> ?"].Bind(crawlId).Scalar() > 0)
        {
            return false;
        }

        foreach (var table in OfUrls.Concat(OfCrawls).Append("crawls"))
        {
            session[$"DELETE FROM {table}"].Run();
        }

        session["UPDATE domains SET pending = 0 WHERE pending <> 0"].Run();
        return true;
    }

    /// <summary>Removes the crawl's URLs among the next rows, and at the end the crawl.</summary>
    /// <param name="session">The writer's session, inside the operation's transaction.</param>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="before">How far the removal came.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>How far it is after this step; null when the crawl is gone.</returns>
    public static RemovalProgress? RemoveSome(SqliteSession session, long crawlId, RemovalProgress before, long now)
    {
        // Rows of any crawl, so that a step ends in time where another crawl's millions lie between.
        var from = session["SELECT coalesce(min(id), 0) FROM (SELECT id FROM urls WHERE id < ? ORDER BY id DESC LIMIT ?)"]
            .Bind(before.Below).Bind(RowLimits.Removed).Scalar();
        if (from > 0)
        {
            return new RemovalProgress(from, RemoveRange(session, crawlId, from, before.Below, now) || before.HasRemoved);
        }

        if (before.HasRemoved && session["SELECT coalesce(sum(n), 0) FROM tallies WHERE crawl_id = ?"].Bind(crawlId).Scalar() > 0)
        {
            // Found meanwhile by a page that was in flight: once more from the newest. A false ledger ends there.
            return RemovalProgress.Begin;
        }

        foreach (var table in OfCrawls)
        {
            session[$"DELETE FROM {table} WHERE crawl_id = ?"].Bind(crawlId).Run();
        }

        session["DELETE FROM crawls WHERE id = ?"].Bind(crawlId).Run();
        return null;
    }

    /// <returns>False when the crawl has none there.</returns>
    private static bool RemoveRange(SqliteSession session, long crawlId, long from, long below, long now)
    {
        var ledger = new SqliteLedger();
        var any = false;
        var urls = session["""
            SELECT u.domain_id, u.state, u.outcome, count(*), coalesce(sum(p.bytes), 0) FROM urls u LEFT JOIN pages p ON p.url_id = u.id
            WHERE u.id >= ? AND u.id < ? AND +u.crawl_id = ? GROUP BY 1, 2, 3
            """].Bind(from).Bind(below).Bind(crawlId);
        while (urls.Read())
        {
            ledger.Remove(crawlId, urls.Int(0), (UrlState)urls.Int(1), (FetchOutcome)urls.Int(2), urls.Int(3), urls.Int(4));
            any = true;
        }

        if (!any)
        {
            return false;
        }

        var items = session["SELECT rule, count(*), count(errors) FROM items WHERE url_id >= ? AND url_id < ? AND crawl_id = ? GROUP BY rule"]
            .Bind(from).Bind(below).Bind(crawlId);
        while (items.Read())
        {
            ledger.Item(crawlId, items.Text(0), -items.Int(1), -items.Int(2));
        }

        foreach (var delete in DeleteRange)
        {
            session[delete].Bind(from).Bind(below).Bind(crawlId).Run();
        }

        ledger.Flush(session, now);
        return true;
    }
}
