using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres;

/// <summary>
/// Rewrites rows of an earlier schema beside the running crawls. The silos of a cluster take turns: each step locks the
/// rewriting's row, then the domains whose URLs it changes.
/// </summary>
internal sealed class PostgresUpgrade(PostgresDatabase database) : IStoreUpgrade
{
    private const string SetTimes = $"""
        UPDATE urls u SET
            accepted_at = CASE WHEN u.accepted_at = 0 THEN c.created_at ELSE u.accepted_at END,
            ended_at    = CASE WHEN u.state >= {UrlStates.FirstEnded} AND u.ended_seq IS NULL THEN c.created_at ELSE u.ended_at END,
            ended_seq   = CASE WHEN u.state >= {UrlStates.FirstEnded} AND u.ended_seq IS NULL THEN nextval('url_ends') ELSE u.ended_seq END
        FROM crawls c WHERE c.id = u.crawl_id AND u.id > $1 AND u.id <= $2
        """;

    public Task<UpgradeProgress?> StepAsync(int rows, CancellationToken cancellationToken) =>
        database.RunAsync(transaction => StepAsync(transaction, rows), cancellationToken);

    private static async Task<UpgradeProgress?> StepAsync(PostgresTransaction transaction, int rows)
    {
        var next = (await transaction.QueryAsync(
            $"{Rewritings.SelectNext} FOR UPDATE", row => new UpgradeProgress(row.GetString(0), row.GetInt64(1), row.GetInt64(2)))).SingleOrDefault();
        if (next is null)
        {
            return null;
        }

        var upTo = Math.Min(next.Done + rows, next.Total);
        if (next.Name == Rewritings.UrlTimes)
        {
            var domains = await transaction.QueryAsync(
                "SELECT DISTINCT domain_id FROM urls WHERE id > $1 AND id <= $2", row => row.GetInt64(0), next.Done, upTo);
            await transaction.LockDomainsAsync([.. domains]);
            await transaction.ExecuteAsync(SetTimes, next.Done, upTo);
        }

        await transaction.ExecuteAsync("UPDATE rewritings SET done = $2 WHERE name = $1", next.Name, upTo);
        return next with { Done = upTo };
    }
}
