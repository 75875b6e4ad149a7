using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>
/// The frontier in PostgreSQL. Whatever changes a domain's URLs locks the domain's row first, so that an accepted link
/// and a release of its domain happen one after the other, and no wake-up is lost; domains are locked in order of
/// their numbers, so no two writers wait for each other.
/// </summary>
/// <param name="database">The connections.</param>
/// <param name="heartbeat">Connections for owners' heartbeats, which must not queue behind everything else.</param>
/// <param name="domains">Numbers of domain keys.</param>
internal sealed partial class PostgresFrontier(PostgresDatabase database, PostgresDatabase heartbeat, PostgresDomainIds domains)
    : IUrlIntake, IUrlQueue, IDomainLeases, IDomainOwners, IUrlTransitions
{
    /// <summary>
    /// Of rows known by their numbers. Written so that the planner does not see the index of leased rows, which it takes
    /// for empty by its statistics, and would read it to the end for every row.
    /// </summary>
    private const string IsLeased = $"state + 0 = {UrlStates.Leased}";

    private readonly PostgresAcquisitions _acquisitions = new(database, domains);
    private readonly PostgresRefills _refills = new(database);

    public async Task<IReadOnlyList<bool>> AcceptAsync(
        long crawlId, IReadOnlyList<NewUrl> urls, IReadOnlyCollection<string> scopeKeys, CancellationToken cancellationToken)
    {
        var batch = await PostgresNewUrls.PrepareAsync(
            database, domains, [.. urls.Select(url => new PostgresNewUrl(url, crawlId, null))], cancellationToken);
        return await database.RunAsync<IReadOnlyList<bool>>(
            async transaction =>
            {
                // Shared: a removal waits for it, other seeders do not.
                var found = await transaction.QueryAsync(
                    "SELECT name, state FROM crawls WHERE id = $1 FOR KEY SHARE", row => (row.GetString(0), (CrawlState)row.GetInt16(1)), crawlId);
                SeedableCrawl.Demand(crawlId, found.Count == 0 ? null : found[0]);
                await transaction.LockDomainsAsync([.. batch.DomainIds]);
                var ledger = new PostgresLedger();
                var (added, nearer) = await batch.InsertAsync(transaction, ledger, _ => true);
                await ledger.FlushAsync(transaction);
                if (scopeKeys.Count > 0)
                {
                    await transaction.ExecuteAsync(
                        "INSERT INTO scope_keys (crawl_id, key) SELECT $1, unnest($2) ON CONFLICT DO NOTHING",
                        crawlId,
                        scopeKeys.Distinct().Order(StringComparer.Ordinal).ToArray());
                }

                // A complete crawl with URLs to fetch would be none: the process that accepted them may be dead before it could say so.
                if (nearer || added.Count > 0)
                {
                    await transaction.ExecuteAsync(
                        $"UPDATE crawls SET state = {CrawlStates.Running}, version = version + 1, finished_at = NULL WHERE id = $1 AND state = {CrawlStates.Complete}", crawlId);
                }

                var verdicts = new bool[urls.Count];
                foreach (var index in added)
                {
                    verdicts[index] = true;
                }

                return verdicts;
            },
            cancellationToken);
    }

    public Task RemoveScopeAsync(long crawlId, IReadOnlyCollection<string> scopeKeys, CancellationToken cancellationToken) =>
        database.RunAsync(
            transaction => transaction.ExecuteAsync("DELETE FROM scope_keys WHERE crawl_id = $1 AND key = ANY($2)", crawlId, scopeKeys.ToArray()), cancellationToken);

    public Task<IReadOnlyList<bool>> InScopeAsync(
        long crawlId, IReadOnlyList<string> scopeKeys, CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyList<bool>>(
            async statement =>
            {
                var known = await statement.QueryAsync(
                    "SELECT key FROM scope_keys WHERE crawl_id = $1 AND key = ANY($2)",
                    row => row.GetString(0),
                    crawlId,
                    scopeKeys.ToArray());
                var inScope = known.ToHashSet(StringComparer.Ordinal);
                return [.. scopeKeys.Select(inScope.Contains)];
            },
            cancellationToken);

    public Task<bool> MarkParsingAsync(long urlId, long epoch, CancellationToken cancellationToken) =>
        database.StatementAsync(
            async statement => await statement.ExecuteAsync(
                $"UPDATE urls SET parsing = true WHERE id = $1 AND {IsLeased} AND epoch = $2", urlId, epoch) == 1,
            cancellationToken);

    /// <summary>Locks the domain if it is held under the epoch.</summary>
    private static async Task<bool> HoldAsync(PostgresTransaction transaction, long domainId, long epoch) =>
        await transaction.ScalarAsync(
            0,
            "SELECT 1 FROM domains WHERE id = $1 AND epoch = $2 AND owner IS NOT NULL FOR NO KEY UPDATE",
            domainId,
            epoch) != 0;
}
