using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;
using Thresher.Web.Urls;

namespace Thresher.Storage.Sqlite;

/// <summary>Leasing URLs and giving them back.</summary>
internal sealed partial class SqliteFrontier
{
    public Task<IReadOnlyList<LeasedUrl>> LeaseAsync(
        long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<LeasedUrl>>(
            session =>
            {
                if (!Holds(session, domainId, epoch))
                {
                    throw new StaleEpochException(domainId, epoch);
                }

                var now = time.UnixMs();
                var ledger = new SqliteLedger();
                var leased = new List<LeasedUrl>();
                var budgets = new PageBudgets();
                var window = new WindowSharing(max, now);
                foreach (var (crawl, room, left) in Served(session, domainId))
                {
                    window.Serve(crawl, room);
                    if (left is { } pages)
                    {
                        budgets.Set(crawl, pages);
                    }
                }

                while (window.HasTurn)
                {
                    var (crawl, share) = window.Share(budgets);
                    window.End(share, Take(session, ledger, leased, domainId, epoch, crawl, share, now), budgets);
                }

                ledger.Flush(session, now);
                return leased;
            },
            cancellationToken);

    public Task ReturnAsync(
        long domainId, long epoch, IReadOnlyList<long> urlIds, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var ledger = new SqliteLedger();
                foreach (var id in urlIds)
                {
                    var crawl = session["SELECT crawl_id FROM urls WHERE id = ?"].Bind(id).Scalar();
                    if (session[$"UPDATE urls SET state = {UrlStates.Queued}, parsing = 0 WHERE id = ? AND state = {UrlStates.Leased} AND epoch = ?"]
                        .Bind(id).Bind(epoch).Run() == 1)
                    {
                        ledger.Move(crawl, domainId, UrlState.Leased, FetchOutcome.None, UrlState.Queued, FetchOutcome.None);
                    }
                }

                ledger.Flush(session, time.UnixMs());
            },
            cancellationToken);

    private static bool Holds(SqliteSession session, long domainId, long epoch) =>
        session["SELECT 1 FROM domains WHERE id = ? AND epoch = ? AND owner IS NOT NULL"]
            .Bind(domainId).Bind(epoch).Scalar() != 0;

    /// <summary>Running crawls with something pending here, how many more URLs each may lease of the host, and in all if that is limited.</summary>
    private static List<(long Crawl, long Room, long? Left)> Served(SqliteSession session, long domainId)
    {
        var crawls = new List<(long, long, long?)>();
        var select = session[$"""
            SELECT c.id, {ServedCrawls.Room}, CASE WHEN c.page_limit IS NOT NULL THEN c.page_limit -
                (SELECT coalesce(sum(t.n), 0) FROM tallies t WHERE t.crawl_id = c.id AND t.state IN ({ServedCrawls.CountedStates})) END
            FROM crawl_domains d JOIN crawls c ON c.id = d.crawl_id
            WHERE d.domain_id = ? AND {ServedCrawls.Condition}
            ORDER BY c.id
            """].Bind(domainId);
        while (select.Read())
        {
            crawls.Add((select.Int(0), select.IntOrNull(1) ?? long.MaxValue, select.IntOrNull(2)));
        }

        return crawls;
    }

    private static StoredCopy? CopyOf(SqliteSession session, long urlId)
    {
        var page = session["SELECT etag, last_modified, content_hash FROM pages WHERE url_id = ?"].Bind(urlId);
        var copy = page.Read() ? new StoredCopy(page.TextOrNull(0), page.TextOrNull(1), page.Hash(2)) : null;
        page.Reset();
        return copy;
    }

    /// <returns>How many it leased.</returns>
    private static int Take(
        SqliteSession session, SqliteLedger ledger, List<LeasedUrl> leased, long domainId, long epoch, long crawl, int max, long now)
    {
        if (max <= 0)
        {
            return 0;
        }

        var before = leased.Count;
        Collect(session[$"""
            SELECT id, url, depth, hops, attempts, crashes, strikes, kind, refresh > reread FROM urls
            WHERE domain_id = ? AND crawl_id = ? AND state = {UrlStates.Retrying} AND due_at <= ? ORDER BY due_at, id LIMIT ?
            """].Bind(domainId).Bind(crawl).Bind(now).Bind(max), UrlState.Retrying);
        Collect(session[$"""
            SELECT id, url, depth, hops, attempts, crashes, strikes, kind, refresh > reread FROM urls
            WHERE domain_id = ? AND crawl_id = ? AND state = {UrlStates.Queued} ORDER BY rank, id LIMIT ?
            """].Bind(domainId).Bind(crawl).Bind(max - (leased.Count - before)), UrlState.Queued);
        for (var i = before; i < leased.Count; i++)
        {
            session[$"UPDATE urls SET state = {UrlStates.Leased}, epoch = ?2 WHERE id = ?1"].Bind(leased[i].Id).Bind(epoch).Run();
        }

        return leased.Count - before;

        void Collect(SqliteStatement select, UrlState from)
        {
            while (select.Read())
            {
                leased.Add(new LeasedUrl(
                    select.Int(0), crawl, select.Text(1), (int)select.Int(2), (int)select.Int(3), (int)select.Int(4),
                    (int)select.Int(5), (int)select.Int(6), (UrlKind)select.Int(7), select.Int(8) == 0 ? null : CopyOf(session, select.Int(0))));
                ledger.Move(crawl, domainId, from, FetchOutcome.None, UrlState.Leased, FetchOutcome.None);
            }
        }
    }
}
