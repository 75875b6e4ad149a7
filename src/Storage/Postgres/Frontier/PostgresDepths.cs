using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Depths;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>Shorter ways to known URLs, and what they lead on to.</summary>
internal sealed class PostgresDepths(PostgresDatabase database) : IUrlDepths
{
    public Task<int> ShortenSomeAsync(long crawlId, int maxDepth, int max, CancellationToken cancellationToken) =>
        database.RunAsync(
            async transaction =>
            {
                var found = await transaction.QueryAsync(
                    $"""
                    SELECT s.url_id, u.domain_id FROM (SELECT DISTINCT url_id FROM shorter_paths WHERE crawl_id = $1) s JOIN urls u ON u.id = s.url_id
                    WHERE u.state <> {UrlStates.Leased} ORDER BY s.url_id LIMIT $2
                    """,
                    row => (Url: row.GetInt64(0), Domain: row.GetInt64(1)),
                    crawlId,
                    (long)max);
                if (found.Count == 0)
                {
                    return 0;
                }

                await transaction.LockDomainsAsync([.. found.Select(url => url.Domain).Distinct()]);
                var paths = await PathsAsync(transaction, crawlId, [.. found.Select(url => url.Url)]);
                await ShortenAsync(transaction, crawlId, maxDepth, [.. paths.Where(path => path.Depth < path.DepthBefore)]);
                return paths.Count;
            },
            cancellationToken);

    /// <summary>What notes ways to URLs, as far as they are known and farther away so far.</summary>
    public static (string Sql, object?[] Values) Note(IReadOnlyList<(Hash128 Url, int Depth, int Rank)> ways) => (
        """
        INSERT INTO shorter_paths (crawl_id, url_id, depth, rank)
        SELECT u.crawl_id, u.id, x.depth, x.rank FROM unnest($1, $2, $3) AS x(hash, depth, rank) JOIN urls u ON u.hash = x.hash AND u.depth > x.depth
        """,
        [ways.Select(way => PostgresHash.ToUuid(way.Url)).ToArray(), ways.Select(way => way.Depth).ToArray(), ways.Select(way => way.Rank).ToArray()]);

    /// <summary>What keeps where URLs lead.</summary>
    public static IEnumerable<(string Sql, object?[] Values)> Kept(IReadOnlyList<(long UrlId, byte[] Links)> leading)
    {
        if (leading.Count > 0)
        {
            yield return (
                "INSERT INTO page_links (url_id, links, checksum) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (url_id) DO UPDATE SET links = EXCLUDED.links, checksum = EXCLUDED.checksum",
                [leading.Select(page => page.UrlId).ToArray(), leading.Select(page => page.Links).ToArray(), leading.Select(page => RowChecksums.Of(page.Links)).ToArray()]);
        }
    }

    /// <summary>Takes the notes of these URLs, but for those that were leased meanwhile.</summary>
    private static Task<List<ShorterPath>> PathsAsync(PostgresTransaction transaction, long crawlId, long[] urls) => transaction.QueryAsync(
        $"""
        WITH taken AS (
            DELETE FROM shorter_paths s USING urls u
            WHERE s.crawl_id = $1 AND s.url_id = ANY($2) AND u.id = s.url_id AND u.state + 0 <> {UrlStates.Leased}
            RETURNING s.url_id, s.depth, s.rank)
        SELECT u.id, s.depth, s.rank, u.depth, u.domain_id, u.state, u.outcome, l.links
        FROM (SELECT url_id, min(depth) AS depth, min(rank) AS rank FROM taken GROUP BY url_id) s
             JOIN urls u ON u.id = s.url_id LEFT JOIN page_links l ON l.url_id = s.url_id
        """,
        row => new ShorterPath(
            row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt64(4), (UrlState)row.GetInt16(5), (FetchOutcome)row.GetInt16(6),
            row.IsDBNull(7) ? null : (byte[])row[7]),
        crawlId,
        urls);

    private static async Task ShortenAsync(PostgresTransaction transaction, long crawlId, int maxDepth, IReadOnlyList<ShorterPath> paths)
    {
        if (paths.Count == 0)
        {
            return;
        }

        var links = paths.Where(path => path.Links is not null).Select(path => (Path: path, Links: OutLinks.Read(path.Links))).ToList();
        var read = links.Where(from => DepthRules.MustRead(from.Links, from.Path.Depth, maxDepth)).Select(from => from.Path).ToList();
        var queued = read.Where(path => DepthRules.MustQueue(path.State)).ToList();
        var ledger = new PostgresLedger();
        foreach (var path in queued)
        {
            ledger.Move(crawlId, path.DomainId, path.State, path.Outcome, UrlState.Queued, FetchOutcome.None);
            ledger.Wake(crawlId, path.DomainId);
        }

        var onward = links.SelectMany(from => from.Links.Targets, (from, link) => (link.Target, Depth: from.Path.Depth + link.Steps))
            .Select(way => (way.Target, way.Depth, UrlRank.Of(way.Depth))).ToList();
        await transaction.ExecuteAllAsync(
            [
                (
                    "UPDATE urls u SET depth = x.depth, rank = least(u.rank, x.rank) FROM unnest($1, $2, $3) AS x(id, depth, rank) WHERE u.id = x.id",
                    [
                        paths.Select(path => path.UrlId).ToArray(),
                        paths.Select(path => path.Depth).ToArray(),
                        paths.Select(path => path.Rank).ToArray(),
                    ]),
                Note(onward),
                ("UPDATE urls SET reread = true WHERE id = ANY($1)", [read.Select(path => path.UrlId).ToArray()]),
                (
                    $"UPDATE urls SET state = {UrlStates.Queued}, outcome = {FetchOutcomes.None}, due_at = 0, attempts = 0, refresh = true WHERE id = ANY($1)",
                    [queued.Select(path => path.UrlId).ToArray()]),
                .. ledger.Statements(),
            ]);
    }
}
