using Thresher.Storage.Rules;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>Rewrites rows of an earlier schema beside the running crawls: each step is one operation of the writer.</summary>
internal sealed class SqliteUpgrade(SqliteWriter writer) : IStoreUpgrade
{
    private const string Accept = """
        UPDATE urls SET accepted_at = (SELECT c.created_at FROM crawls c WHERE c.id = urls.crawl_id)
        WHERE id > ?1 AND id <= ?2 AND accepted_at = 0 AND EXISTS (SELECT 1 FROM crawls c WHERE c.id = urls.crawl_id)
        """;

    private const string SelectEnded =
        $"SELECT id FROM urls WHERE id > ?1 AND id <= ?2 AND state >= {UrlStates.FirstEnded} AND ended_seq IS NULL ORDER BY id";

    // The next number, as the trigger draws it: one that is read already must never be followed by a lower one.
    private const string End = """
        UPDATE urls SET ended_at = accepted_at, ended_seq = 1 + coalesce(
            (SELECT u.ended_seq FROM urls u WHERE u.crawl_id = urls.crawl_id AND u.ended_seq > 0 ORDER BY u.ended_seq DESC LIMIT 1), 0)
        WHERE id = ?1
        """;

    public Task<UpgradeProgress?> StepAsync(int rows, CancellationToken cancellationToken) =>
        writer.RunAsync(session => Step(session, rows), cancellationToken);

    private static UpgradeProgress? Step(SqliteSession session, int rows)
    {
        var select = session[Rewritings.SelectNext];
        var next = select.Read() ? new UpgradeProgress(select.Text(0), select.Int(1), select.Int(2)) : null;
        select.Reset();
        if (next is null)
        {
            return null;
        }

        var upTo = Math.Min(next.Done + rows, next.Total);
        if (next.Name == Rewritings.UrlTimes)
        {
            SetTimes(session, next.Done, upTo);
        }

        session["UPDATE rewritings SET done = ?2 WHERE name = ?1"].Bind(next.Name).Bind(upTo).Run();
        return next with { Done = upTo };
    }

    private static void SetTimes(SqliteSession session, long after, long upTo)
    {
        session[Accept].Bind(after).Bind(upTo).Run();
        var ended = new List<long>();
        var select = session[SelectEnded].Bind(after).Bind(upTo);
        while (select.Read())
        {
            ended.Add(select.Int(0));
        }

        foreach (var id in ended)
        {
            session[End].Bind(id).Run();
        }
    }
}
