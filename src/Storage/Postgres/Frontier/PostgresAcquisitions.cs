using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Gives domains to owners, many in one transaction, and queues again what their last owners had leased.</summary>
/// <param name="database">The connections.</param>
/// <param name="domains">Numbers of domain keys.</param>
internal sealed class PostgresAcquisitions(PostgresDatabase database, PostgresDomainIds domains) : GroupCommit<Acquisition, DomainLease>
{
    /// <summary>How much sooner than asked an owner's lease may end, so that not every acquisition prolongs it.</summary>
    private const long LeaseSlackMs = 500;

    /// <summary>As much as a small window that its last owner had leased.</summary>
    private const int Weight = 8;

    protected override int Weigh(Acquisition request) => Weight;

    protected override async Task<IReadOnlyDictionary<int, DomainLease>> RunAsync(IReadOnlyList<Acquisition> requests, bool waits)
    {
        var ids = await domains.EnsureAsync(requests.Select(request => request.Domain), CancellationToken.None);
        foreach (var request in requests.DistinctBy(request => (request.Owner, request.Lease)))
        {
            await database.StatementAsync(statement => ConfirmAsync(statement, request), CancellationToken.None);
        }

        // A domain that is asked for twice changes hands twice.
        var first = requests.Index().DistinctBy(request => request.Item.Domain).ToList();
        return await database.RunAsync<IReadOnlyDictionary<int, DomainLease>>(
            async transaction =>
            {
                var locked = await transaction.LockDomainsAsync([.. first.Select(request => ids[request.Item.Domain])], waits);
                var acquired = await AcquireAsync(
                    transaction, [.. first.Select(request => (ids[request.Item.Domain], request.Item.Owner)).Where(domain => locked.Contains(domain.Item1))]);
                var ledger = new PostgresLedger();
                var recovered = await PostgresRecovery.RecoverAsync(transaction, ledger, [.. acquired.Keys], countCrash: true);
                await ledger.FlushAsync(transaction);
                return first.Where(request => locked.Contains(ids[request.Item.Domain])).ToDictionary(
                    request => request.Index,
                    request => ids[request.Item.Domain] is var id && acquired.TryGetValue(id, out var domain)
                        ? new DomainLease(id, domain.Epoch, recovered.GetValueOrDefault(id), TimeSpan.FromMilliseconds(domain.QuietMs))
                        : DomainLease.None);
            },
            CancellationToken.None);
    }

    private static Task<int> ConfirmAsync(PostgresTransaction statement, Acquisition request) => statement.ExecuteAsync(
        """
        INSERT INTO owners (name, lease_until) SELECT $1, thresher_now() + $2
        WHERE NOT EXISTS (SELECT 1 FROM owners WHERE name = $1 AND lease_until >= thresher_now() + $2 - $3)
        ON CONFLICT (name) DO UPDATE SET lease_until = greatest(owners.lease_until, EXCLUDED.lease_until)
            WHERE owners.lease_until >= 0
        """,
        request.Owner,
        (long)request.Lease.TotalMilliseconds,
        LeaseSlackMs);

    /// <summary>Makes owners of locked domains, where nobody else may still serve them.</summary>
    private static async Task<Dictionary<long, (long Epoch, long QuietMs)>> AcquireAsync(PostgresTransaction transaction, (long Id, string Owner)[] wanted)
    {
        // An owner whose lease ran out was told by nobody, and may have sent requests until now.
        var acquired = await transaction.QueryAsync(
            """
            UPDATE domains d SET owner = x.owner, epoch = d.epoch + 1,
                quiet_since = CASE WHEN d.owner IS NULL THEN d.quiet_since ELSE thresher_now() END
            FROM unnest($1, $2) AS x(id, owner)
            WHERE d.id = x.id
              AND NOT EXISTS (SELECT 1 FROM owners o WHERE o.name = x.owner AND o.lease_until < 0)
              AND (d.owner IS NULL OR d.owner = x.owner OR NOT EXISTS (
                  SELECT 1 FROM owners o WHERE o.name = d.owner AND abs(o.lease_until) >= thresher_now()))
            RETURNING d.id, d.epoch, greatest(thresher_now() - d.quiet_since, 0)
            """,
            row => (Id: row.GetInt64(0), Epoch: row.GetInt64(1), QuietMs: row.GetInt64(2)),
            wanted.Select(domain => domain.Id).ToArray(),
            wanted.Select(domain => domain.Owner).ToArray());
        return acquired.ToDictionary(domain => domain.Id, domain => (domain.Epoch, domain.QuietMs));
    }
}
