using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Storage.Shapes;

namespace Thresher.Storage.Postgres.Sessions;

/// <summary>What crawls have found of pages that they rendered.</summary>
internal sealed class PostgresShapes(PostgresDatabase database) : IRenderShapes
{
    public Task<IReadOnlyList<ShapeEvidence>> ReadAsync(long crawlId, string domain, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<ShapeEvidence>>(
            async transaction => await transaction.QueryAsync(
                "SELECT shape, compared, differed FROM render_shapes WHERE crawl_id = $1 AND domain = $2 ORDER BY shape",
                row => new ShapeEvidence(row.GetString(0), row.GetInt32(1), row.GetInt32(2)),
                crawlId,
                domain),
            cancellationToken);

    /// <summary>What writes the evidence of completions, in the order of its keys, which is every writer's, and so without deadlock.</summary>
    public static IEnumerable<(string Sql, object?[] Values)> Statements(IReadOnlyList<UrlCompletion> completions)
    {
        // Plain, for every batch takes it and few crawls render.
        for (var i = 0; i < completions.Count; i++)
        {
            if (completions[i].Shape is not null)
            {
                return [Of(completions)];
            }
        }

        return [];
    }

    private static (string Sql, object?[] Values) Of(IReadOnlyList<UrlCompletion> completions)
    {
        var told = completions.Where(done => done.Shape is not null)
            .GroupBy(done => (done.CrawlId, done.Shape!.Domain, Shape: StoredText.Clean(done.Shape!.Shape)!))
            .OrderBy(shape => shape.Key.CrawlId).ThenBy(shape => shape.Key.Domain, StringComparer.Ordinal).ThenBy(shape => shape.Key.Shape, StringComparer.Ordinal).ToList();
        return (
            $"""
            INSERT INTO render_shapes AS s (crawl_id, domain, shape, compared, differed)
            SELECT * FROM unnest($1, $2, $3, $4, $5)
            ON CONFLICT (crawl_id, domain, shape) DO UPDATE
            SET compared = CASE WHEN s.compared >= {ShapeEvidence.Most} THEN s.compared / 2 ELSE s.compared END + EXCLUDED.compared,
                differed = CASE WHEN s.compared >= {ShapeEvidence.Most} THEN s.differed / 2 ELSE s.differed END + EXCLUDED.differed
            """,
            [
                told.ConvertAll(shape => shape.Key.CrawlId).ToArray(),
                told.ConvertAll(shape => shape.Key.Domain).ToArray(),
                told.ConvertAll(shape => shape.Key.Shape).ToArray(),
                told.ConvertAll(shape => shape.Count()).ToArray(),
                told.ConvertAll(shape => shape.Count(done => done.Shape!.Differs)).ToArray(),
            ]);
    }
}
