using Npgsql;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Columns;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres;

/// <summary>The crawls in PostgreSQL.</summary>
internal sealed class PostgresCatalog(PostgresDatabase database) : ICrawlCatalog
{
    private const string WakeDomains = """
        UPDATE domains SET wake_at = least(wake_at, thresher_now()) WHERE id IN (
            SELECT id FROM domains WHERE pending > 0 AND id IN
                (SELECT domain_id FROM crawl_domains WHERE crawl_id = $1 AND queued + leased + retrying > 0)
            ORDER BY id FOR NO KEY UPDATE)
        """;

    public Task<CrawlRecord> CreateAsync(string name, string job, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    $"""
                    INSERT INTO crawls (name, state, job, page_limit, host_limit, created_at) VALUES ($1, {CrawlStates.Running}, $2, $3::bigint, $4::bigint, thresher_now())
                    ON CONFLICT DO NOTHING
                    """,
                    name,
                    job,
                    StoredJob.Read(job).Limits.MaxPages,
                    StoredJob.Read(job).Limits.MaxPagesPerHost);
                return (await FindAsync(transaction, name))!;
            },
            cancellationToken);

    public Task<CrawlRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.StatementAsync(statement => FindAsync(statement, name), cancellationToken);

    public Task<IReadOnlyList<CrawlRecord>> ListAsync(CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyList<CrawlRecord>>(
            async statement => await statement.QueryAsync($"SELECT {CrawlColumns.Sql} FROM crawls ORDER BY id", Record), cancellationToken);

    public Task<IReadOnlyDictionary<long, long>> VersionsAsync(CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyDictionary<long, long>>(
            async statement => (await statement.QueryAsync("SELECT id, version FROM crawls", row => (Id: row.GetInt64(0), Version: row.GetInt64(1))))
                .ToDictionary(crawl => crawl.Id, crawl => crawl.Version),
            cancellationToken);

    public Task<IReadOnlyList<CrawlRecord>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyList<CrawlRecord>>(
            async statement => await statement.QueryAsync($"SELECT {CrawlColumns.Sql} FROM crawls WHERE id = ANY($1) ORDER BY id", Record, ids.ToArray()), cancellationToken);

    public Task UpdateJobAsync(long crawlId, string job, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "UPDATE crawls SET job = $2, page_limit = $3::bigint, host_limit = $4::bigint, version = version + 1 WHERE id = $1",
            cancellationToken,
            crawlId,
            job,
            StoredJob.Read(job).Limits.MaxPages,
            StoredJob.Read(job).Limits.MaxPagesPerHost);

    public async Task SetStateAsync(long crawlId, CrawlState state, CancellationToken cancellationToken)
    {
        await database.RunAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    $"UPDATE crawls SET state = $2, version = version + 1, finished_at = NULL WHERE id = $1 AND state <> {CrawlStates.Removing}", crawlId, (short)state);
                if (state == CrawlState.Running)
                {
                    await transaction.ExecuteAsync(WakeDomains, crawlId);
                }
            },
            cancellationToken);
        if (state == CrawlState.Running)
        {
            // Again, for a domain that got its first URL and was released while the new state was not yet to be seen.
            await ExecuteAsync(WakeDomains, cancellationToken, crawlId);
        }
    }

    public Task<bool> TryCompleteAsync(long crawlId, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                // A producer that begins at this moment is waited for, so that the check below sees it.
                await transaction.ExecuteAsync("SELECT 1 FROM crawls WHERE id = $1 FOR NO KEY UPDATE", crawlId);
                await transaction.ExecuteAsync(
                    $"""
                    UPDATE crawls SET state = {CrawlStates.Complete}, version = version + 1, finished_at = thresher_now()
                    WHERE id = $1 AND state = {CrawlStates.Running} AND refresh_before = 0
                      AND coalesce((SELECT sum(n) FROM tallies WHERE crawl_id = $1 AND state < {UrlStates.FirstEnded}), 0) = 0
                      AND NOT EXISTS (SELECT 1 FROM producers WHERE crawl_id = $1 AND feeds_till > thresher_now())
                      AND NOT EXISTS (SELECT 1 FROM shorter_paths WHERE crawl_id = $1)
                    """,
                    crawlId);
                return await transaction.ScalarAsync((short)0, "SELECT state FROM crawls WHERE id = $1", crawlId) == (short)CrawlState.Complete;
            },
            cancellationToken);

    public async Task<bool> BeginRefreshAsync(long crawlId, CancellationToken cancellationToken) =>
        await database.StatementAsync(
            statement => statement.ExecuteAsync(
                $"""
                UPDATE crawls SET state = {CrawlStates.Running}, version = version + 1, finished_at = NULL, refresh_before = thresher_now()
                WHERE id = $1 AND state = {CrawlStates.Complete}
                """,
                crawlId),
            cancellationToken) == 1;

    public Task EndRefreshAsync(long crawlId, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE crawls SET refresh_before = 0, version = version + 1 WHERE id = $1", cancellationToken, crawlId);

    public Task AddActiveTimeAsync(long crawlId, long milliseconds, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE crawls SET active_ms = active_ms + $2 WHERE id = $1", cancellationToken, crawlId, milliseconds);

    public Task KeepProducerAsync(long crawlId, string producer, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            INSERT INTO producers (crawl_id, name, feeds_till)
            SELECT id, $2, thresher_now() + $3 FROM crawls WHERE id = $1 FOR NO KEY UPDATE
            ON CONFLICT (crawl_id, name) DO UPDATE SET feeds_till = EXCLUDED.feeds_till
            """,
            cancellationToken,
            crawlId,
            producer,
            (long)timeToLive.TotalMilliseconds);

    public Task EndProducerAsync(long crawlId, string producer, CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM producers WHERE crawl_id = $1 AND name = $2", cancellationToken, crawlId, producer);

    public Task<SeedMark?> SeedMarkAsync(long crawlId, string source, CancellationToken cancellationToken) =>
        database.StatementAsync(
            async statement => (await statement.QueryAsync(
                "SELECT fingerprint, at_offset, lines FROM seed_marks WHERE crawl_id = $1 AND source = $2",
                row => new SeedMark(row.GetString(0), new SeedPosition(row.GetInt64(1), row.GetInt64(2))),
                crawlId,
                source)).SingleOrDefault(),
            cancellationToken);

    // The key share lock waits for a removal, and finds the crawl gone then.
    public Task SetSeedMarkAsync(long crawlId, string source, SeedMark? mark, CancellationToken cancellationToken) =>
        mark is null
            ? ExecuteAsync("DELETE FROM seed_marks WHERE crawl_id = $1 AND source = $2", cancellationToken, crawlId, source)
            : ExecuteAsync(
                """
                INSERT INTO seed_marks (crawl_id, source, fingerprint, at_offset, lines)
                SELECT id, $2, $3, $4, $5 FROM crawls WHERE id = $1 FOR KEY SHARE
                ON CONFLICT (crawl_id, source) DO UPDATE SET
                    fingerprint = EXCLUDED.fingerprint, at_offset = EXCLUDED.at_offset, lines = EXCLUDED.lines
                """,
                cancellationToken,
                crawlId,
                source,
                mark.Fingerprint,
                mark.Position.Offset,
                mark.Position.Lines);

    public Task<bool> SetHostPausedAsync(
        long crawlId, string domain, bool paused, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                var id = await transaction.ScalarAsync(0L, "SELECT id FROM domains WHERE key = $1 FOR NO KEY UPDATE", domain);
                var known = await transaction.ExecuteAsync(
                    "UPDATE crawl_domains SET paused = $3 WHERE crawl_id = $1 AND domain_id = $2", crawlId, id, paused) == 1;
                if (known && !paused)
                {
                    await transaction.ExecuteAsync("UPDATE domains SET wake_at = least(wake_at, thresher_now()) WHERE id = $1", id);
                }

                return known;
            },
            cancellationToken);

    public Task<IReadOnlyList<(long CrawlId, string Domain)>> PausedHostsAsync(CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyList<(long, string)>>(
            async statement => await statement.QueryAsync(
                "SELECT c.crawl_id, d.key FROM crawl_domains c JOIN domains d ON d.id = c.domain_id WHERE c.paused ORDER BY 1, 2",
                row => (row.GetInt64(0), row.GetString(1))),
            cancellationToken);

    public Task<IReadOnlyList<(long Id, string Domain)>> SoleDomainsAsync(long crawlId, long after, int limit, CancellationToken cancellationToken) =>
        database.StatementAsync<IReadOnlyList<(long, string)>>(
            async statement => await statement.QueryAsync(
                """
                SELECT d.id, d.key FROM crawl_domains c JOIN domains d ON d.id = c.domain_id
                WHERE c.crawl_id = $1 AND c.domain_id > $2
                    AND NOT EXISTS (SELECT 1 FROM crawl_domains o WHERE o.domain_id = c.domain_id AND o.crawl_id <> $1)
                ORDER BY c.domain_id LIMIT $3
                """,
                row => (row.GetInt64(0), row.GetString(1)),
                crawlId,
                after,
                (long)limit),
            cancellationToken);

    public async Task RemoveAsync(long crawlId, CancellationToken cancellationToken)
    {
        await SetStateAsync(crawlId, CrawlState.Removing, cancellationToken);
        while (await database.RunAsync(transaction => PostgresRemoval.EndLeasesAsync(transaction, crawlId), cancellationToken) > 0)
        {
        }

        var from = long.MaxValue;
        while (from > 0)
        {
            var below = from;
            from = await database.RunAsync(transaction => PostgresRemoval.RemoveSomeAsync(transaction, crawlId, below), cancellationToken);
        }
    }

    private Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values) =>
        database.StatementAsync(statement => statement.ExecuteAsync(sql, values), cancellationToken);

    private static async Task<CrawlRecord?> FindAsync(PostgresTransaction transaction, string name) =>
        (await transaction.QueryAsync($"SELECT {CrawlColumns.Sql} FROM crawls WHERE name = $1", Record, name)).SingleOrDefault();

    private static CrawlRecord Record(NpgsqlDataReader row) => new(
        row.GetInt64(CrawlColumns.Id),
        row.GetString(CrawlColumns.Name),
        (CrawlState)row.GetInt16(CrawlColumns.State),
        row.GetString(CrawlColumns.Job),
        row.GetInt64(CrawlColumns.Version),
        row.GetInt64(CrawlColumns.CreatedAt),
        row.IsDBNull(CrawlColumns.FinishedAt) ? null : row.GetInt64(CrawlColumns.FinishedAt),
        row.GetInt64(CrawlColumns.ActiveMs),
        row.GetInt64(CrawlColumns.RefreshBefore));
}
