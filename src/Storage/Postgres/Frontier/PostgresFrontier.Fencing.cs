namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Confirming and revoking owners. A revoked owner's lease is kept as a negative number.</summary>
internal sealed partial class PostgresFrontier : IOwnerFence
{
    public Task<bool> ConfirmAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        heartbeat.StatementAsync(
            async statement => await statement.ExecuteAsync(
                """
                INSERT INTO owners (name, lease_until) VALUES ($1, thresher_now() + $2)
                ON CONFLICT (name) DO UPDATE SET lease_until = EXCLUDED.lease_until WHERE owners.lease_until >= 0
                """,
                owner,
                (long)lease.TotalMilliseconds) == 1,
            cancellationToken);

    public Task<TimeSpan> RevokeAsync(string owner, CancellationToken cancellationToken) =>
        heartbeat.StatementAsync(
            async statement => TimeSpan.FromMilliseconds(await statement.ScalarAsync(
                0L,
                """
                INSERT INTO owners (name, lease_until) VALUES ($1, -1)
                ON CONFLICT (name) DO UPDATE SET lease_until = -greatest(abs(owners.lease_until), 1)
                RETURNING abs(lease_until) - thresher_now()
                """,
                owner)),
            cancellationToken);
}
