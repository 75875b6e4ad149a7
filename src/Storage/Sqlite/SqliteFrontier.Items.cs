using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>The records of a page, and the replacement of a page that was fetched before.</summary>
internal sealed partial class SqliteFrontier
{
    /// <summary>Adds the records of one page.</summary>
    internal static void InsertItems(SqliteSession session, SqliteLedger ledger, long crawlId, long urlId, IReadOnlyList<ItemRow> items)
    {
        foreach (var item in items)
        {
            session["INSERT INTO items (url_id, crawl_id, ordinal, rule, json, errors, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)"]
                .Bind(urlId).Bind(crawlId).Bind(item.Ordinal).Bind(item.Rule).Bind(item.Json).Bind(item.Errors).Bind(RowChecksums.Of(item)).Run();
            ledger.Item(crawlId, item.Rule, 1, item.Errors is null ? 0 : 1);
        }
    }

    /// <summary>Adds the readable text of one page.</summary>
    internal static void InsertText(SqliteSession session, long urlId, byte[] markdown) =>
        session["INSERT INTO page_texts (url_id, markdown, checksum) VALUES (?, ?, ?)"].Bind(urlId).Bind(markdown).Bind(RowChecksums.Of(markdown)).Run();

    private static void ForgetPage(SqliteSession session, SqliteLedger ledger, UrlCompletion done)
    {
        var page = session["DELETE FROM pages WHERE url_id = ? RETURNING bytes"].Bind(done.UrlId);
        if (!page.Read())
        {
            return;
        }

        ledger.Store(done.CrawlId, done.DomainId, -page.Int(0));
        page.Reset();
        session["DELETE FROM page_bodies WHERE url_id = ?"].Bind(done.UrlId).Run();
        session["DELETE FROM page_texts WHERE url_id = ?"].Bind(done.UrlId).Run();
        session["DELETE FROM page_heads WHERE url_id = ?"].Bind(done.UrlId).Run();
        session["DELETE FROM page_links WHERE url_id = ?"].Bind(done.UrlId).Run();
        ForgetItems(session, ledger, done.CrawlId, done.UrlId);
    }

    /// <summary>Removes the records of one page.</summary>
    internal static void ForgetItems(SqliteSession session, SqliteLedger ledger, long crawlId, long urlId)
    {
        var item = session["DELETE FROM items WHERE url_id = ? RETURNING rule, errors IS NOT NULL"].Bind(urlId);
        while (item.Read())
        {
            ledger.Item(crawlId, item.Text(0), -1, -item.Int(1));
        }
    }
}
