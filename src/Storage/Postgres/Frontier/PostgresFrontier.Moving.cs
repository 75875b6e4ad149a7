using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Moving many URLs at once, in bounded steps.</summary>
internal sealed partial class PostgresFrontier
{
    public Task<int> GiveUpAsync(long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                if (!await HoldAsync(transaction, domainId, epoch))
                {
                    return 0;
                }

                var pending = await transaction.QueryAsync(
                    $"""
                    (SELECT id, crawl_id, state FROM urls WHERE domain_id = $1 AND state = {UrlStates.Queued} LIMIT $2)
                    UNION ALL
                    (SELECT id, crawl_id, state FROM urls WHERE domain_id = $1 AND state = {UrlStates.Retrying} LIMIT $2) LIMIT $2
                    """,
                    row => (Id: row.GetInt64(0), Crawl: row.GetInt64(1), State: (UrlState)row.GetInt16(2)),
                    domainId,
                    (long)max);
                await transaction.ExecuteAsync(
                    $"UPDATE urls SET state = {UrlStates.Failed}, outcome = $2 WHERE id = ANY($1)",
                    pending.Select(url => url.Id).ToArray(),
                    (short)FetchOutcome.HostGivenUp);
                var ledger = new PostgresLedger();
                foreach (var (_, crawl, state) in pending)
                {
                    ledger.Move(crawl, domainId, state, default, UrlState.Failed, FetchOutcome.HostGivenUp);
                }

                await ledger.FlushAsync(transaction);
                return pending.Count;
            },
            cancellationToken);

    public async Task<long> RequeueAsync(long crawlId, FetchOutcome? outcome, CrawlState state, CancellationToken cancellationToken)
    {
        var condition = outcome is null ? $"state = {UrlStates.Failed} AND state >= {UrlStates.FirstFailed}" : $"state >= {UrlStates.FirstFailed} AND outcome = $2";
        object?[] values = outcome is { } only ? [crawlId, (short)only, (long)RowLimits.Moved] : [crawlId, (short)0, (long)RowLimits.Moved];
        long sum = 0;
        while (await StepAsync(
            crawlId,
            $"SELECT id, domain_id FROM urls WHERE crawl_id = $1 AND {condition} AND $2::smallint IS NOT NULL LIMIT $3",
            values,
            url => url.State >= UrlState.Failed && (outcome is null ? url.State == UrlState.Failed : url.Outcome == outcome),
            UrlState.Queued,
            FetchOutcome.None,
            cancellationToken,
            state) is { } moved)
        {
            sum += moved;
        }

        return sum;
    }

    public Task<bool> FailRedirectAsync(long crawlId, long urlId, FetchOutcome failure, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                var domains = await transaction.QueryAsync(
                    "SELECT domain_id FROM urls WHERE id = $1 AND crawl_id = $2", row => row.GetInt64(0), urlId, crawlId);
                if (domains is not [var domain])
                {
                    return false;
                }

                await transaction.LockDomainsAsync([domain]);
                var failed = await transaction.ExecuteAsync(
                    $"UPDATE urls SET state = {UrlStates.Failed}, outcome = $2 WHERE id = $1 AND state = {UrlStates.Redirected} AND outcome = {FetchOutcomes.Redirect}",
                    urlId,
                    (short)failure);
                if (failed == 0)
                {
                    return false;
                }

                await transaction.ExecuteAsync("UPDATE url_notes SET outcome = $2 WHERE url_id = $1", urlId, (short)failure);
                var ledger = new PostgresLedger();
                ledger.Move(crawlId, domain, UrlState.Redirected, FetchOutcome.Redirect, UrlState.Failed, failure);
                await ledger.FlushAsync(transaction);
                return true;
            },
            cancellationToken);

    public Task<bool> ReopenRedirectAsync(long crawlId, Hash128 url, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                var hash = PostgresHash.ToUuid(url);
                var domains = await transaction.QueryAsync("SELECT domain_id FROM urls WHERE hash = $1 AND crawl_id = $2", row => row.GetInt64(0), hash, crawlId);
                await transaction.LockDomainsAsync([.. domains]);
                var ledger = new PostgresLedger();
                var isOpen = await ReopenAsync(transaction, ledger, [hash], [crawlId]) > 0;
                if (isOpen)
                {
                    await transaction.ExecuteAsync(
                        $"UPDATE crawls SET state = {CrawlStates.Running}, version = version + 1, finished_at = NULL WHERE id = $1 AND state = {CrawlStates.Complete}",
                        crawlId);
                }

                await ledger.FlushAsync(transaction);
                return isOpen;
            },
            cancellationToken);

    public Task<long> ReadmitAsync(long crawlId, FetchOutcome outcome, CancellationToken cancellationToken) =>
        RequeueAsync(crawlId, outcome, CrawlState.Running, cancellationToken);

    public async Task<int> ExcludePendingAsync(
        long crawlId, FetchOutcome outcome, int max, CancellationToken cancellationToken)
    {
        int? moved;
        do
        {
            moved = await StepAsync(
                crawlId,
                $"""
                SELECT u.id, u.domain_id FROM crawl_domains d CROSS JOIN LATERAL (
                    (SELECT q.id, q.domain_id FROM urls q WHERE q.domain_id = d.domain_id AND q.crawl_id = d.crawl_id AND q.state = {UrlStates.Queued} LIMIT $2)
                    UNION ALL
                    (SELECT q.id, q.domain_id FROM urls q WHERE q.domain_id = d.domain_id AND q.crawl_id = d.crawl_id AND q.state = {UrlStates.Retrying} LIMIT $2)) u
                WHERE d.crawl_id = $1 AND d.queued + d.retrying > 0 LIMIT $2
                """,
                [crawlId, (long)max],
                url => url.State is UrlState.Queued or UrlState.Retrying,
                UrlState.Excluded,
                outcome,
                cancellationToken);
        }
        while (moved == 0);
        return moved ?? 0;
    }

    public async Task<int> ExcludeAsync(long crawlId, IReadOnlyList<long> urlIds, FetchOutcome outcome, CancellationToken cancellationToken) =>
        await StepAsync(
            crawlId,
            "SELECT id, domain_id FROM urls WHERE crawl_id = $1 AND id = ANY($2)",
            [crawlId, urlIds.ToArray()],
            url => url.State is UrlState.Queued or UrlState.Retrying,
            UrlState.Excluded,
            outcome,
            cancellationToken) ?? 0;

    /// <summary>Moves the URLs that <paramref name="select"/> finds, as far as they still qualify once their domains are locked.</summary>
    /// <returns>How many; null when it found none.</returns>
    private Task<int?> StepAsync(
        long crawlId,
        string select,
        object?[] values,
        Func<(long Id, long Domain, UrlState State, FetchOutcome Outcome), bool> qualifies,
        UrlState to,
        FetchOutcome toOutcome,
        CancellationToken cancellationToken,
        CrawlState? ofComplete = null) =>
        database.RunAsync<int?>(
            async transaction =>
            {
                var found = await transaction.QueryAsync(select, row => (Id: row.GetInt64(0), Domain: row.GetInt64(1)), values);
                if (found.Count == 0)
                {
                    return null;
                }

                await transaction.LockDomainsAsync([.. found.Select(url => url.Domain).Distinct()]);
                var now = await transaction.QueryAsync(
                    "SELECT id, domain_id, state, outcome FROM urls WHERE id = ANY($1)",
                    row => (Id: row.GetInt64(0), Domain: row.GetInt64(1), State: (UrlState)row.GetInt16(2), Outcome: (FetchOutcome)row.GetInt16(3)),
                    found.Select(url => url.Id).ToArray());
                var moved = now.Where(qualifies).ToList();
                await transaction.ExecuteAsync(
                    """
                    UPDATE urls SET state = $2, outcome = $3, due_at = 0, attempts = 0, crashes = 0, strikes = 0, parsing = false
                    WHERE id = ANY($1)
                    """,
                    moved.Select(url => url.Id).ToArray(),
                    (short)to,
                    (short)toOutcome);
                if (ofComplete is { } crawlState && moved.Count > 0)
                {
                    await transaction.ExecuteAsync(
                        $"UPDATE crawls SET state = $2, version = version + 1, finished_at = NULL WHERE id = $1 AND state = {CrawlStates.Complete}", crawlId, (short)crawlState);
                }

                var ledger = new PostgresLedger();
                foreach (var (_, domain, state, outcome) in moved)
                {
                    ledger.Move(crawlId, domain, state, outcome, to, toOutcome);
                    if (to == UrlState.Queued)
                    {
                        ledger.Wake(crawlId, domain);
                    }
                }

                await ledger.FlushAsync(transaction);
                return moved.Count;
            },
            cancellationToken);
}
