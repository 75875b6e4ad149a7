using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;
using Thresher.Web.Cookies;
using Thresher.Web.Urls;

namespace Thresher.Storage.Sqlite;

/// <summary>What a page brings with it: its records, its site's cookies; and the replacement of a page that was fetched before.</summary>
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

    public Task<IReadOnlyList<Cookie>> ReadAsync(long crawlId, string site, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<Cookie>>(
            session =>
            {
                var cookies = new List<Cookie>();
                var row = session["SELECT domain, path, name, value, host_only, secure, expires_at, set_at FROM cookies WHERE crawl_id = ? AND site = ?"].Bind(crawlId).Bind(site);
                while (row.Read())
                {
                    cookies.Add(new Cookie(row.Text(0), row.Text(1), row.Text(2), row.Text(3))
                    {
                        HostOnly = row.Int(4) != 0,
                        Secure = row.Int(5) != 0,
                        ExpiresAt = row.IntOrNull(6),
                        SetAt = row.Int(7),
                    });
                }

                return cookies;
            },
            cancellationToken);

    private static void WriteCookies(SqliteSession session, long crawlId, CookieUpdate update)
    {
        foreach (var (cookie, isGone) in update.Changes)
        {
            if (isGone)
            {
                session["DELETE FROM cookies WHERE crawl_id = ? AND site = ? AND domain = ? AND path = ? AND name = ?"]
                    .Bind(crawlId).Bind(update.Site).Bind(cookie.Domain).Bind(cookie.Path).Bind(cookie.Name).Run();
            }
            else
            {
                session["""
                    INSERT INTO cookies (crawl_id, site, domain, path, name, value, host_only, secure, expires_at, set_at)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                    ON CONFLICT DO UPDATE SET value = ?6, host_only = ?7, secure = ?8, expires_at = ?9, set_at = ?10
                    """]
                    .Bind(crawlId).Bind(update.Site).Bind(cookie.Domain).Bind(cookie.Path).Bind(cookie.Name).Bind(cookie.Value)
                    .Bind(cookie.HostOnly ? 1 : 0).Bind(cookie.Secure ? 1 : 0).Bind(cookie.ExpiresAt).Bind(cookie.SetAt).Run();
            }
        }
    }

    private static bool Reopen(SqliteSession session, SqliteLedger ledger, long crawlId, Hash128 circle)
    {
        var row = session[$"""
            UPDATE urls SET state = {UrlStates.Queued}, outcome = {FetchOutcomes.None}, due_at = 0, attempts = attempts + 1
            WHERE hash = ? AND crawl_id = ? AND state = {UrlStates.Redirected} AND outcome = {FetchOutcomes.Redirect} AND attempts < ? RETURNING domain_id
            """].Bind(circle).Bind(crawlId).Bind(UrlCompletion.MostTurns);
        if (!row.Read())
        {
            return false;
        }

        var domain = row.Int(0);
        row.Reset();
        ledger.Move(crawlId, domain, UrlState.Redirected, FetchOutcome.Redirect, UrlState.Queued, FetchOutcome.None);
        ledger.Wake(crawlId, domain);
        return true;
    }

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
        session["DELETE FROM page_originals WHERE url_id = ?"].Bind(done.UrlId).Run();
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
