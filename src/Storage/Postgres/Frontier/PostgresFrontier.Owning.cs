using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Owning domains: acquiring, recovering, releasing. A silo's lease is one row, whatever it owns.</summary>
internal sealed partial class PostgresFrontier
{
    /// <summary>Who owned it asked it later than those before, or not at all: what is known only grows.</summary>
    private const string SetFree =
        "UPDATE domains SET owner = NULL, wake_at = $2, quiet_since = greatest(quiet_since, thresher_now() - $3) WHERE id = $1";

    private static readonly string EndOwners = $"""
        UPDATE domains d SET owner = NULL, wake_at = {WakeRules.AfterOwner("d.pending", "thresher_now() - freed.quiet_for")},
            quiet_since = greatest(d.quiet_since, thresher_now() - freed.quiet_for)
        FROM unnest($1, $2) AS freed (id, quiet_for) WHERE d.id = freed.id
        """;

    public Task<DomainLease> AcquireAsync(string domain, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        _acquisitions.RunAsync(new Acquisition(domain, owner, lease), cancellationToken);

    public Task<bool> ReleaseAsync(long domainId, long epoch, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                if (!await HoldAsync(transaction, domainId, epoch))
                {
                    return true;
                }

                // What the owner lost track of would stay leased, and its domain would never be due.
                var ledger = new PostgresLedger();
                await PostgresRecovery.RecoverAsync(transaction, ledger, [domainId], countCrash: false);
                await ledger.FlushAsync(transaction);
                if (await NextWakeAsync(transaction, domainId) is not { } wakeAt)
                {
                    return false;
                }

                await transaction.ExecuteAsync(SetFree, domainId, wakeAt, 0L);
                return true;
            },
            cancellationToken);

    public Task AbandonAsync(long domainId, long epoch, long wakeAt, TimeSpan quietFor, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                if (await HoldAsync(transaction, domainId, epoch))
                {
                    var ledger = new PostgresLedger();
                    await PostgresRecovery.RecoverAsync(transaction, ledger, [domainId], countCrash: false);
                    await ledger.FlushAsync(transaction);
                    await transaction.ExecuteAsync(SetFree, domainId, wakeAt, (long)quietFor.TotalMilliseconds);
                }
            },
            cancellationToken);

    public Task<IReadOnlyList<string>> DueDomainsAsync(int limit, CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyList<string>>(
            async statement => await statement.QueryAsync(
                $"""
                SELECT key FROM (
                    (SELECT key, wake_at AS since FROM domains
                     WHERE owner IS NULL AND wake_at <= (SELECT thresher_now()) AND pending > 0 ORDER BY wake_at LIMIT $1)
                    UNION ALL
                    (SELECT d.key, {WakeRules.NeverText}::bigint FROM owners o JOIN domains d ON d.owner = o.name
                     WHERE abs(o.lease_until) < (SELECT thresher_now()) AND d.pending > 0 LIMIT $1)) AS due
                ORDER BY since LIMIT $1
                """,
                row => row.GetString(0),
                (long)limit),
            cancellationToken);

    public Task RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        database.StatementAsync(
            statement => statement.ExecuteAsync(
                "UPDATE owners SET lease_until = thresher_now() + $2 WHERE name = $1 AND lease_until >= 0", owner, (long)lease.TotalMilliseconds),
            cancellationToken);

    public async Task ReleaseOwnerAsync(string owner, bool graceful, Func<string, TimeSpan> quietFor, CancellationToken cancellationToken)
    {
        while (await database.RunAsync(transaction => ReleaseSomeAsync(transaction, owner, graceful, quietFor), cancellationToken) > 0)
        {
        }

        // Not before: by its lease others tell since when a dead owner cannot have sent a request.
        await database.StatementAsync(
            statement => statement.ExecuteAsync("UPDATE owners SET lease_until = 0 WHERE name = $1 AND lease_until >= 0", owner), cancellationToken);
    }

    private static async Task<int> ReleaseSomeAsync(PostgresTransaction transaction, string owner, bool graceful, Func<string, TimeSpan> quietFor)
    {
        var held = await transaction.QueryAsync(
            "SELECT id, key FROM domains WHERE owner = $1 ORDER BY id LIMIT $2 FOR NO KEY UPDATE",
            row => (Id: row.GetInt64(0), QuietFor: quietFor(row.GetString(1))),
            owner,
            (long)RowLimits.Domains);
        return await FreeAsync(transaction, held, recover: graceful);
    }

    /// <summary>Frees locked domains.</summary>
    private static async Task<int> FreeAsync(PostgresTransaction transaction, List<(long Id, TimeSpan QuietFor)> held, bool recover)
    {
        long[] domains = [.. held.Select(domain => domain.Id)];
        if (recover)
        {
            var ledger = new PostgresLedger();
            await PostgresRecovery.RecoverAsync(transaction, ledger, domains, countCrash: false);
            await ledger.FlushAsync(transaction);
        }

        await transaction.ExecuteAsync(
            EndOwners,
            domains,
            held.Select(domain => (long)domain.QuietFor.TotalMilliseconds).ToArray());
        return domains.Length;
    }

    /// <summary>When a domain that is released is to be woken; null when something can be leased now.</summary>
    private static async Task<long?> NextWakeAsync(PostgresTransaction transaction, long domainId)
    {
        var crawls = await transaction.QueryAsync(
            $"""
            SELECT (c.page_limit IS NULL OR c.page_limit >
                       (SELECT coalesce(sum(t.n), 0) FROM tallies t WHERE t.crawl_id = c.id AND t.state IN ({ServedCrawls.CountedStates})))
                   AND coalesce({ServedCrawls.Room} > 0, true),
                   EXISTS (SELECT 1 FROM urls u WHERE u.domain_id = d.domain_id AND u.crawl_id = d.crawl_id AND u.state = {UrlStates.Queued}),
                   (SELECT coalesce(min(u.due_at), {WakeRules.NeverText}) FROM urls u
                    WHERE u.domain_id = d.domain_id AND u.crawl_id = d.crawl_id AND u.state = {UrlStates.Retrying}),
                   thresher_now()
            FROM crawl_domains d JOIN crawls c ON c.id = d.crawl_id
            WHERE d.domain_id = $1 AND {ServedCrawls.Condition}
            """,
            row => (Waiting: new WaitingCrawl(row.GetBoolean(0), row.GetBoolean(1), row.GetInt64(2)), Now: row.GetInt64(3)),
            domainId);
        return WakeRules.AfterRelease(crawls.Select(crawl => crawl.Waiting), crawls.Select(crawl => crawl.Now).FirstOrDefault());
    }
}
