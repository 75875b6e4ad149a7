using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;
using Thresher.Web.Urls;

namespace Thresher.Storage.Sqlite;

/// <summary>Moving many URLs of a crawl at once, in steps that keep each transaction short.</summary>
internal sealed partial class SqliteFrontier
{
    public Task<long> RequeueAsync(long crawlId, FetchOutcome? outcome, CrawlState state, CancellationToken cancellationToken) =>
        InStepsAsync(
            session => outcome is { } only
                ? session[$"""
                    SELECT id, domain_id, state, outcome FROM urls
                    WHERE crawl_id = ? AND state >= {UrlStates.FirstFailed} AND outcome = ? LIMIT ?
                    """].Bind(crawlId).Bind((long)only).Bind(RowLimits.Moved)
                : session[$"""
                    SELECT id, domain_id, state, outcome FROM urls
                    WHERE crawl_id = ? AND state >= {UrlStates.FirstFailed} AND state = {UrlStates.Failed} LIMIT ?
                    """].Bind(crawlId).Bind(RowLimits.Moved),
            crawlId,
            state,
            cancellationToken);

    public Task<bool> FailRedirectAsync(long crawlId, long urlId, FetchOutcome failure, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var rows = new List<(long, long, UrlState, FetchOutcome)>();
                Collect(
                    session[$"""
                        UPDATE urls SET state = {UrlStates.Failed}, outcome = ?
                        WHERE id = ? AND crawl_id = ? AND state = {UrlStates.Redirected} AND outcome = {FetchOutcomes.Redirect}
                        RETURNING id, domain_id, {UrlStates.Redirected}, {FetchOutcomes.Redirect}
                        """].Bind((long)failure).Bind(urlId).Bind(crawlId),
                    rows);
                var ledger = new SqliteLedger();
                foreach (var (id, domain, state, outcome) in rows)
                {
                    session["UPDATE url_notes SET outcome = ? WHERE url_id = ?"].Bind((long)failure).Bind(id).Run();
                    ledger.Move(crawlId, domain, state, outcome, UrlState.Failed, failure);
                }

                ledger.Flush(session, time.UnixMs());
                return rows.Count > 0;
            },
            cancellationToken);

    public Task<bool> ReopenRedirectAsync(long crawlId, Hash128 url, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var ledger = new SqliteLedger();
                var isOpen = Reopen(session, ledger, crawlId, url);
                if (isOpen)
                {
                    session[$"UPDATE crawls SET state = {CrawlStates.Running}, version = version + 1, finished_at = NULL WHERE id = ? AND state = {CrawlStates.Complete}"].Bind(crawlId).Run();
                }

                ledger.Flush(session, time.UnixMs());
                return isOpen;
            },
            cancellationToken);

    public Task<long> ReadmitAsync(long crawlId, FetchOutcome outcome, CancellationToken cancellationToken) =>
        RequeueAsync(crawlId, outcome, CrawlState.Running, cancellationToken);

    public Task<int> ExcludePendingAsync(
        long crawlId, FetchOutcome outcome, int max, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => MoveAll(
                session,
                crawlId,
                Pending(session, crawlId, max),
                UrlState.Excluded,
                outcome),
            cancellationToken);

    public Task<int> ExcludeAsync(long crawlId, IReadOnlyList<long> urlIds, FetchOutcome outcome, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var rows = new List<(long, long, UrlState, FetchOutcome)>();
                foreach (var id in urlIds)
                {
                    Collect(
                        session[$"SELECT id, domain_id, state, outcome FROM urls WHERE id = ? AND crawl_id = ? AND state IN ({UrlStates.Queued}, {UrlStates.Retrying})"]
                            .Bind(id).Bind(crawlId),
                        rows);
                }

                return MoveAll(session, crawlId, rows, UrlState.Excluded, outcome);
            },
            cancellationToken);

    public Task<int> ExcludeHostsAtLimitAsync(long crawlId, long pagesPerHost, int max, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => MoveAll(session, crawlId, Pending(session, crawlId, max, pagesPerHost), UrlState.Excluded, FetchOutcome.HostPageLimit),
            cancellationToken);

    private static List<(long Id, long Domain, UrlState State, FetchOutcome Outcome)> Pending(
        SqliteSession session, long crawlId, int max, long? pagesPerHost = null)
    {
        var rows = new List<(long, long, UrlState, FetchOutcome)>();
        var domains = new List<long>();
        var select = pagesPerHost is { } limit
            ? session["SELECT domain_id FROM crawl_domains WHERE crawl_id = ? AND queued + retrying > 0 AND leased = 0 AND fetched >= ? LIMIT ?"]
                .Bind(crawlId).Bind(limit).Bind(max)
            : session["SELECT domain_id FROM crawl_domains WHERE crawl_id = ? AND queued + retrying > 0 LIMIT ?"].Bind(crawlId).Bind(max);
        while (select.Read())
        {
            domains.Add(select.Int(0));
        }

        foreach (var domain in domains)
        {
            Collect(session[$"SELECT id, domain_id, state, outcome FROM urls WHERE domain_id = ? AND crawl_id = ? AND state = {UrlStates.Queued} LIMIT ?"]
                .Bind(domain).Bind(crawlId).Bind(max - rows.Count), rows);
            Collect(session[$"SELECT id, domain_id, state, outcome FROM urls WHERE domain_id = ? AND crawl_id = ? AND state = {UrlStates.Retrying} LIMIT ?"]
                .Bind(domain).Bind(crawlId).Bind(max - rows.Count), rows);
        }

        return rows;
    }

    private static void Collect(SqliteStatement select, List<(long, long, UrlState, FetchOutcome)> rows)
    {
        while (select.Read())
        {
            rows.Add((select.Int(0), select.Int(1), (UrlState)select.Int(2), (FetchOutcome)select.Int(3)));
        }
    }

    private async Task<long> InStepsAsync(
        Func<SqliteSession, SqliteStatement> select,
        long crawlId,
        CrawlState state,
        CancellationToken cancellationToken)
    {
        long sum = 0;
        int moved;
        do
        {
            moved = await writer.RunAsync(
                session =>
                {
                    var rows = new List<(long, long, UrlState, FetchOutcome)>();
                    Collect(select(session), rows);
                    if (rows.Count > 0)
                    {
                        session[$"UPDATE crawls SET state = ?2, version = version + 1, finished_at = NULL WHERE id = ?1 AND state = {CrawlStates.Complete}"]
                            .Bind(crawlId).Bind((long)state).Run();
                    }

                    return MoveAll(session, crawlId, rows, UrlState.Queued, FetchOutcome.None);
                },
                cancellationToken);
            sum += moved;
        }
        while (moved > 0);
        return sum;
    }

    private int MoveAll(
        SqliteSession session,
        long crawlId,
        List<(long Id, long Domain, UrlState State, FetchOutcome Outcome)> rows,
        UrlState to,
        FetchOutcome outcome)
    {
        var ledger = new SqliteLedger();
        foreach (var (id, domain, state, was) in rows)
        {
            session["""
                UPDATE urls SET state = ?2, outcome = ?3, due_at = 0, attempts = 0, crashes = 0, strikes = 0, parsing = 0
                WHERE id = ?1
                """].Bind(id).Bind((long)to).Bind((long)outcome).Run();
            ledger.Move(crawlId, domain, state, was, to, outcome);
            if (to == UrlState.Queued)
            {
                ledger.Wake(crawlId, domain);
            }
        }

        ledger.Flush(session, time.UnixMs());
        return rows.Count;
    }
}
