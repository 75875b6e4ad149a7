using Thresher.Storage.Shapes;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>What crawls have found of pages that they rendered.</summary>
internal sealed partial class SqliteFrontier
{
    Task<IReadOnlyList<ShapeEvidence>> IRenderShapes.ReadAsync(long crawlId, string domain, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<ShapeEvidence>>(
            session =>
            {
                var shapes = new List<ShapeEvidence>();
                var row = session["SELECT shape, compared, differed FROM render_shapes WHERE crawl_id = ? AND domain = ? ORDER BY shape"].Bind(crawlId).Bind(domain);
                while (row.Read())
                {
                    shapes.Add(new ShapeEvidence(row.Text(0), (int)row.Int(1), (int)row.Int(2)));
                }

                return shapes;
            },
            cancellationToken);

    private static void WriteShape(SqliteSession session, long crawlId, ShapeUpdate update) =>
        session[$"""
            INSERT INTO render_shapes (crawl_id, domain, shape, compared, differed) VALUES (?1, ?2, ?3, 1, ?4)
            ON CONFLICT DO UPDATE SET
                differed = CASE WHEN compared >= {ShapeEvidence.Most} THEN differed / 2 ELSE differed END + ?4,
                compared = CASE WHEN compared >= {ShapeEvidence.Most} THEN compared / 2 ELSE compared END + 1
            """]
            .Bind(crawlId).Bind(update.Domain).Bind(update.Shape).Bind(update.Differs ? 1 : 0).Run();
}
