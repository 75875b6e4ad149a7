using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>The crawls in SQLite.</summary>
internal sealed class SqliteCatalog(SqliteWriter writer, TimeProvider time) : ICrawlCatalog
{
    public Task<CrawlRecord> CreateAsync(string name, string job, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                session[$"INSERT INTO crawls (name, state, job, page_limit, host_limit, created_at) VALUES (?, {CrawlStates.Running}, ?, ?, ?, ?) ON CONFLICT DO NOTHING"]
                    .Bind(name).Bind(job).Bind(StoredJob.Read(job).Limits.MaxPages).Bind(StoredJob.Read(job).Limits.MaxPagesPerHost).Bind(time.UnixMs()).Run();
                return Find(session, name)!;
            },
            cancellationToken);

    public Task<CrawlRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        writer.RunAsync(session => Find(session, name), cancellationToken);

    public Task<IReadOnlyList<CrawlRecord>> ListAsync(CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<CrawlRecord>>(
            session =>
            {
                var crawls = new List<CrawlRecord>();
                var select = session[$"SELECT {CrawlColumns.Sql} FROM crawls ORDER BY id"];
                while (select.Read())
                {
                    crawls.Add(Record(select));
                }

                return crawls;
            },
            cancellationToken);

    public Task<IReadOnlyDictionary<long, long>> VersionsAsync(CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyDictionary<long, long>>(
            session =>
            {
                var versions = new Dictionary<long, long>();
                var select = session["SELECT id, version FROM crawls"];
                while (select.Read())
                {
                    versions[select.Int(0)] = select.Int(1);
                }

                return versions;
            },
            cancellationToken);

    public Task<IReadOnlyList<CrawlRecord>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<CrawlRecord>>(
            session => [.. ids.Order().Select(id => One(session[$"SELECT {CrawlColumns.Sql} FROM crawls WHERE id = ?"].Bind(id))).OfType<CrawlRecord>()],
            cancellationToken);

    public Task UpdateJobAsync(long crawlId, string job, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => session["UPDATE crawls SET job = ?2, page_limit = ?3, host_limit = ?4, version = version + 1 WHERE id = ?1"]
                .Bind(crawlId).Bind(job).Bind(StoredJob.Read(job).Limits.MaxPages).Bind(StoredJob.Read(job).Limits.MaxPagesPerHost).Run(),
            cancellationToken);

    public Task SetStateAsync(long crawlId, CrawlState state, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                session[$"UPDATE crawls SET state = ?2, version = version + 1, finished_at = NULL WHERE id = ?1 AND state <> {CrawlStates.Removing}"]
                    .Bind(crawlId).Bind((long)state).Run();
                if (state == CrawlState.Running)
                {
                    session["""
                        UPDATE domains SET wake_at = min(wake_at, ?2) WHERE pending > 0 AND id IN
                            (SELECT domain_id FROM crawl_domains WHERE crawl_id = ?1 AND queued + leased + retrying > 0)
                        """].Bind(crawlId).Bind(time.UnixMs()).Run();
                }
            },
            cancellationToken);

    public Task<bool> TryCompleteAsync(long crawlId, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                session[$"""
                    UPDATE crawls SET state = {CrawlStates.Complete}, version = version + 1, finished_at = ?2
                    WHERE id = ?1 AND state = {CrawlStates.Running} AND refresh_before = 0
                      AND NOT EXISTS (SELECT 1 FROM tallies WHERE crawl_id = ?1 AND state < {UrlStates.FirstEnded} AND n > 0)
                      AND NOT EXISTS (SELECT 1 FROM producers WHERE crawl_id = ?1 AND feeds_till > ?2)
                      AND NOT EXISTS (SELECT 1 FROM shorter_paths WHERE crawl_id = ?1)
                    """].Bind(crawlId).Bind(time.UnixMs()).Run();
                return session["SELECT state FROM crawls WHERE id = ?"].Bind(crawlId).Scalar() == (long)CrawlState.Complete;
            },
            cancellationToken);

    public Task<bool> BeginRefreshAsync(long crawlId, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => session[$"""
                UPDATE crawls SET state = {CrawlStates.Running}, version = version + 1, finished_at = NULL, refresh_before = ?2 WHERE id = ?1 AND state = {CrawlStates.Complete}
                """].Bind(crawlId).Bind(time.UnixMs()).Run() == 1,
            cancellationToken);

    public Task EndRefreshAsync(long crawlId, CancellationToken cancellationToken) =>
        writer.RunAsync(session => session["UPDATE crawls SET refresh_before = 0, version = version + 1 WHERE id = ?"].Bind(crawlId).Run(), cancellationToken);

    public Task AddActiveTimeAsync(long crawlId, long milliseconds, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => session["UPDATE crawls SET active_ms = active_ms + ?2 WHERE id = ?1"]
                .Bind(crawlId).Bind(milliseconds).Run(),
            cancellationToken);

    public Task KeepProducerAsync(long crawlId, string producer, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => session["""
                INSERT INTO producers (crawl_id, name, feeds_till) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET feeds_till = ?3
                """].Bind(crawlId).Bind(producer).Bind(time.UnixMs() + (long)timeToLive.TotalMilliseconds).Run(),
            cancellationToken);

    public Task EndProducerAsync(long crawlId, string producer, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => session["DELETE FROM producers WHERE crawl_id = ? AND name = ?"].Bind(crawlId).Bind(producer).Run(),
            cancellationToken);

    public Task<SeedMark?> SeedMarkAsync(long crawlId, string source, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var select = session["SELECT fingerprint, at_offset, lines FROM seed_marks WHERE crawl_id = ? AND source = ?"].Bind(crawlId).Bind(source);
                var mark = select.Read() ? new SeedMark(select.Text(0), new SeedPosition(select.Int(1), select.Int(2))) : null;
                select.Reset();
                return mark;
            },
            cancellationToken);

    public Task SetSeedMarkAsync(long crawlId, string source, SeedMark? mark, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => mark is null
                ? session["DELETE FROM seed_marks WHERE crawl_id = ? AND source = ?"].Bind(crawlId).Bind(source).Run()
                : session["""
                    INSERT OR REPLACE INTO seed_marks (crawl_id, source, fingerprint, at_offset, lines)
                    SELECT id, ?2, ?3, ?4, ?5 FROM crawls WHERE id = ?1
                    """].Bind(crawlId).Bind(source).Bind(mark.Fingerprint).Bind(mark.Position.Offset).Bind(mark.Position.Lines).Run(),
            cancellationToken);

    public Task<bool> SetHostPausedAsync(
        long crawlId, string domain, bool paused, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var id = session["SELECT id FROM domains WHERE key = ?"].Bind(domain).Scalar();
                var known = session["UPDATE crawl_domains SET paused = ?3 WHERE crawl_id = ?1 AND domain_id = ?2"]
                    .Bind(crawlId).Bind(id).Bind(paused ? 1 : 0).Run() == 1;
                if (known && !paused)
                {
                    session["UPDATE domains SET wake_at = min(wake_at, ?2) WHERE id = ?1"].Bind(id).Bind(time.UnixMs()).Run();
                }

                return known;
            },
            cancellationToken);

    public Task<IReadOnlyList<(long CrawlId, string Domain)>> PausedHostsAsync(CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<(long, string)>>(
            session =>
            {
                var held = new List<(long, string)>();
                var select = session["""
                    SELECT c.crawl_id, d.key FROM crawl_domains c JOIN domains d ON d.id = c.domain_id WHERE c.paused = 1
                    """];
                while (select.Read())
                {
                    held.Add((select.Int(0), select.Text(1)));
                }

                return held;
            },
            cancellationToken);

    public Task<IReadOnlyList<(long Id, string Domain)>> SoleDomainsAsync(long crawlId, long after, int limit, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<(long, string)>>(
            session =>
            {
                var sole = new List<(long, string)>();
                var select = session["""
                    SELECT d.id, d.key FROM crawl_domains c JOIN domains d ON d.id = c.domain_id
                    WHERE c.crawl_id = ?1 AND c.domain_id > ?2
                        AND NOT EXISTS (SELECT 1 FROM crawl_domains o WHERE o.domain_id = c.domain_id AND o.crawl_id <> ?1)
                    ORDER BY c.domain_id LIMIT ?3
                    """].Bind(crawlId).Bind(after).Bind(limit);
                while (select.Read())
                {
                    sole.Add((select.Int(0), select.Text(1)));
                }

                return sole;
            },
            cancellationToken);

    public async Task RemoveAsync(long crawlId, CancellationToken cancellationToken)
    {
        await SetStateAsync(crawlId, CrawlState.Removing, cancellationToken);
        if (await writer.RunAsync(session => SqliteRemoval.RemoveOnly(session, crawlId), cancellationToken))
        {
            return;
        }

        var progress = RemovalProgress.Begin;
        while (progress is not null)
        {
            var before = progress;
            progress = await writer.RunAsync(session => SqliteRemoval.RemoveSome(session, crawlId, before, time.UnixMs()), cancellationToken);
        }
    }

    private static CrawlRecord? Find(SqliteSession session, string name) =>
        One(session[$"SELECT {CrawlColumns.Sql} FROM crawls WHERE name = ?"].Bind(name));

    private static CrawlRecord? One(SqliteStatement select)
    {
        var found = select.Read() ? Record(select) : null;
        select.Reset();
        return found;
    }

    private static CrawlRecord Record(SqliteStatement row) => new(
        row.Int(CrawlColumns.Id),
        row.Text(CrawlColumns.Name),
        (CrawlState)row.Int(CrawlColumns.State),
        row.Text(CrawlColumns.Job),
        row.Int(CrawlColumns.Version),
        row.Int(CrawlColumns.CreatedAt),
        row.IsNull(CrawlColumns.FinishedAt) ? null : row.Int(CrawlColumns.FinishedAt),
        row.Int(CrawlColumns.ActiveMs),
        row.Int(CrawlColumns.RefreshBefore));
}
