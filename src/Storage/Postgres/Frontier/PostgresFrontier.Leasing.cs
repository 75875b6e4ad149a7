using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Leasing the URLs of a domain that is held.</summary>
internal sealed partial class PostgresFrontier
{
    public Task<IReadOnlyList<LeasedUrl>> LeaseAsync(long domainId, long epoch, int max, CancellationToken cancellationToken) =>
        _refills.RunAsync(new Refill(domainId, epoch, max), cancellationToken);

    public Task ReturnAsync(
        long domainId, long epoch, IReadOnlyList<long> urlIds, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                await transaction.LockDomainsAsync([domainId]);
                var returned = await transaction.QueryAsync(
                    $"""
                    UPDATE urls SET state = {UrlStates.Queued}, parsing = false
                    WHERE id = ANY($1) AND domain_id = $2 AND {IsLeased} AND epoch = $3 RETURNING crawl_id
                    """,
                    row => row.GetInt64(0),
                    urlIds.ToArray(),
                    domainId,
                    epoch);
                var ledger = new PostgresLedger();
                foreach (var crawl in returned)
                {
                    ledger.Move(crawl, domainId, UrlState.Leased, default, UrlState.Queued, default);
                }

                await ledger.FlushAsync(transaction);
            },
            cancellationToken);
}
