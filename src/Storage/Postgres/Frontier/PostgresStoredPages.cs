using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Stored pages that are read again, in PostgreSQL: under the locks of their domains, as their fetches are.</summary>
internal sealed class PostgresStoredPages(PostgresDatabase database, PostgresDomainIds domains) : IStoredPages
{
    private static readonly string Kept = KeptPages.Query("$1", "$2", "$3");

    public async Task<IReadOnlyList<KeptPage>> ReadAsync(long crawlId, long after, int most, CancellationToken cancellationToken) =>
        await database.StatementAsync(
            statement => statement.QueryAsync(
                Kept,
                row => new KeptPage(
                    row.GetInt64(0), row.GetString(1), row.GetInt32(2), (UrlState)row.GetInt16(3), TextOrNull(row, 4), TextOrNull(row, 5), row.GetInt64(6), (PageFlags)row.GetInt32(7),
                    row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8)),
                crawlId,
                after,
                (long)most),
            cancellationToken);

    public async Task<(int Pages, int Links)> ReplaceAsync(long crawlId, IReadOnlyList<PageReread> pages, CancellationToken cancellationToken)
    {
        var links = new List<PostgresNewUrl>();
        var from = new List<int>();
        for (var i = 0; i < pages.Count; i++)
        {
            links.AddRange(pages[i].Links.Select(link => new PostgresNewUrl(link, crawlId, pages[i].UrlId)));
            from.AddRange(Enumerable.Repeat(i, pages[i].Links.Count));
        }

        var batch = await PostgresNewUrls.PrepareAsync(database, domains, links, cancellationToken);
        return await database.RunAsync(
            async transaction =>
            {
                await LockAsync(transaction, [.. pages.Select(page => page.UrlId)], batch.DomainIds);
                var known = await transaction.QueryAsync(
                    """
                    UPDATE pages p SET flags = x.flags FROM unnest($2, $3, $4) AS x(url_id, fetched_at, flags)
                    WHERE p.url_id = x.url_id AND p.crawl_id = $1 AND p.fetched_at = x.fetched_at RETURNING p.url_id
                    """,
                    row => row.GetInt64(0),
                    crawlId,
                    pages.Select(page => page.UrlId).ToArray(),
                    pages.Select(page => page.FetchedAt).ToArray(),
                    pages.Select(page => (int)page.Flags).ToArray());
                var replaced = known.ToHashSet();
                var ledger = new PostgresLedger();
                foreach (var (rule, items, invalid) in await transaction.QueryAsync(
                    """
                    WITH text AS (DELETE FROM page_texts WHERE url_id = ANY($1)),
                         item AS (DELETE FROM items WHERE url_id = ANY($1) RETURNING rule, errors)
                    SELECT rule, count(*), count(errors) FROM item GROUP BY rule
                    """,
                    row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
                    known.ToArray()))
                {
                    ledger.Item(crawlId, rule, -items, -invalid);
                }

                var (added, nearer) = await batch.InsertAsync(transaction, ledger, link => replaced.Contains(pages[from[link]].UrlId));
                PageReread[] stored = [.. pages.Where(page => replaced.Contains(page.UrlId))];
                foreach (var item in stored.SelectMany(page => page.Items))
                {
                    ledger.Item(crawlId, StoredText.Clean(item.Rule)!, 1, item.Errors is null ? 0 : 1);
                }

                await transaction.ExecuteAllAsync(
                [
                    .. PostgresPages.Texts([.. stored.Where(page => page.Markdown is not null).Select(page => (page.UrlId, page.Markdown!))]),
                    .. PostgresDepths.Kept([.. stored.Where(page => page.OutLinks is not null).Select(page => (page.UrlId, page.OutLinks!))]),
                    .. PostgresPages.Items([.. stored.SelectMany(page => page.Items, (page, item) => (page.UrlId, crawlId, item))]),
                    .. ledger.Statements(),
                ]);
                if (added.Count > 0 || nearer)
                {
                    await ReopenAsync(transaction, crawlId, CrawlState.Running);
                }

                return (replaced.Count, added.Count);
            },
            cancellationToken);
    }

    public Task<int> FetchAgainAsync(long crawlId, IReadOnlyList<long> urlIds, CrawlState state, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                await LockAsync(transaction, [.. urlIds], []);
                var before = await transaction.QueryAsync(
                    "SELECT id, domain_id, state, outcome FROM urls WHERE id = ANY($1) AND crawl_id = $2",
                    row => (Id: row.GetInt64(0), Domain: row.GetInt64(1), State: (UrlState)row.GetInt16(2), Outcome: (FetchOutcome)row.GetInt16(3)),
                    urlIds.ToArray(),
                    crawlId);
                var queued = before.Where(url => RefreshRules.MayQueue(url.State)).ToList();
                await transaction.ExecuteAsync(
                    $"UPDATE urls SET state = {UrlStates.Queued}, outcome = {FetchOutcomes.None}, due_at = 0, attempts = 0, hops = 0, refresh = true, reread = true WHERE id = ANY($1)",
                    queued.Select(url => url.Id).ToArray());
                var ledger = new PostgresLedger();
                foreach (var (_, domain, was, outcome) in queued)
                {
                    ledger.Move(crawlId, domain, was, outcome, UrlState.Queued, default);
                    ledger.Wake(crawlId, domain);
                }

                if (queued.Count > 0)
                {
                    await ReopenAsync(transaction, crawlId, state);
                }

                await ledger.FlushAsync(transaction);
                return queued.Count;
            },
            cancellationToken);

    private static async Task LockAsync(PostgresTransaction transaction, long[] urlIds, IEnumerable<long> others)
    {
        var own = await transaction.QueryAsync("SELECT DISTINCT domain_id FROM urls WHERE id = ANY($1)", row => row.GetInt64(0), urlIds);
        await transaction.LockDomainsAsync([.. own.Concat(others).Distinct()]);
    }

    private static Task ReopenAsync(PostgresTransaction transaction, long crawlId, CrawlState state) => transaction.ExecuteAsync(
        $"UPDATE crawls SET state = $2, version = version + 1, finished_at = NULL WHERE id = $1 AND state = {CrawlStates.Complete}", crawlId, (short)state);

    private static string? TextOrNull(Npgsql.NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
