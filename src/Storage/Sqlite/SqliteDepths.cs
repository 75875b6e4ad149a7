using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Depths;
using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>Shorter ways to known URLs, and what they lead on to.</summary>
internal sealed class SqliteDepths(SqliteWriter writer, TimeProvider time) : IUrlDepths
{
    public Task<int> ShortenSomeAsync(long crawlId, int maxDepth, int max, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var ledger = new SqliteLedger();
                var paths = Paths(session, crawlId, max);
                foreach (var path in paths)
                {
                    session["DELETE FROM shorter_paths WHERE crawl_id = ? AND url_id = ?"].Bind(crawlId).Bind(path.UrlId).Run();
                    if (path.Depth < path.DepthBefore)
                    {
                        Shorten(session, ledger, crawlId, maxDepth, path);
                    }
                }

                ledger.Flush(session, time.UnixMs());
                return paths.Count;
            },
            cancellationToken);

    /// <summary>Notes a way to a known URL.</summary>
    public static void Note(SqliteSession session, long crawlId, long urlId, int depth, int rank) =>
        session["INSERT INTO shorter_paths (crawl_id, url_id, depth, rank) VALUES (?, ?, ?, ?)"].Bind(crawlId).Bind(urlId).Bind(depth).Bind(rank).Run();

    /// <summary>Keeps where a URL leads.</summary>
    public static void Keep(SqliteSession session, long urlId, byte[] links) =>
        session["INSERT INTO page_links (url_id, links, checksum) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET links = ?2, checksum = ?3"]
            .Bind(urlId).Bind(links).Bind(RowChecksums.Of(links)).Run();

    private static List<ShorterPath> Paths(SqliteSession session, long crawlId, int max)
    {
        var paths = new List<ShorterPath>();
        var row = session[$"""
            SELECT u.id, min(s.depth), min(s.rank), u.depth, u.domain_id, u.state, u.outcome, l.links
            FROM shorter_paths s JOIN urls u ON u.id = s.url_id LEFT JOIN page_links l ON l.url_id = u.id
            WHERE s.crawl_id = ? AND u.state <> {UrlStates.Leased} GROUP BY s.url_id ORDER BY s.url_id LIMIT ?
            """].Bind(crawlId).Bind(max);
        while (row.Read())
        {
            paths.Add(new ShorterPath(
                row.Int(0), (int)row.Int(1), (int)row.Int(2), (int)row.Int(3), row.Int(4), (UrlState)row.Int(5), (FetchOutcome)row.Int(6), row.BlobOrNull(7)));
        }

        return paths;
    }

    private static void Shorten(SqliteSession session, SqliteLedger ledger, long crawlId, int maxDepth, ShorterPath path)
    {
        session["UPDATE urls SET depth = ?2, rank = min(rank, ?3) WHERE id = ?1"].Bind(path.UrlId).Bind(path.Depth).Bind(path.Rank).Run();
        if (path.Links is null)
        {
            return;
        }

        var links = OutLinks.Read(path.Links);
        foreach (var (target, steps) in links.Targets)
        {
            var depth = path.Depth + steps;
            session["INSERT INTO shorter_paths (crawl_id, url_id, depth, rank) SELECT crawl_id, id, ?2, ?3 FROM urls WHERE hash = ?1 AND depth > ?2"]
                .Bind(target).Bind(depth).Bind(UrlRank.Of(depth)).Run();
        }

        if (!DepthRules.MustRead(links, path.Depth, maxDepth))
        {
            return;
        }

        session["UPDATE urls SET reread = 1 WHERE id = ?"].Bind(path.UrlId).Run();
        if (DepthRules.MustQueue(path.State))
        {
            session[$"UPDATE urls SET state = {UrlStates.Queued}, outcome = {FetchOutcomes.None}, due_at = 0, attempts = 0, refresh = 1 WHERE id = ?"].Bind(path.UrlId).Run();
            ledger.Move(crawlId, path.DomainId, path.State, path.Outcome, UrlState.Queued, FetchOutcome.None);
            ledger.Wake(crawlId, path.DomainId);
        }
    }
}
