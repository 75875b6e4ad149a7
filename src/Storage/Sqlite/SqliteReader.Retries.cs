using Thresher.Jobs.Outcomes;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Sqlite;

/// <summary>Reading what waits for another try: by domain, since the index of retries is by domain.</summary>
internal sealed partial class SqliteReader
{
    public IAsyncEnumerable<UrlRow> RetryingAsync(long crawlId, string? domain, int limit, CancellationToken cancellationToken) =>
        domain is null
            ? StreamAsync(
                $"""
                SELECT {UrlColumns.Sql} FROM crawl_domains c CROSS JOIN {UrlColumns.Tables}
                WHERE c.crawl_id = $1 AND c.retrying > 0 AND u.domain_id = c.domain_id AND u.crawl_id = c.crawl_id AND u.state = {UrlStates.Retrying}
                ORDER BY u.due_at, u.id LIMIT $2
                """,
                UrlColumns.Read,
                cancellationToken,
                crawlId,
                limit)
            : StreamAsync(
                $"""
                SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables}
                WHERE u.domain_id = (SELECT id FROM domains WHERE key = $2) AND u.crawl_id = $1 AND u.state = {UrlStates.Retrying}
                ORDER BY u.due_at, u.id LIMIT $3
                """,
                UrlColumns.Read,
                cancellationToken,
                crawlId,
                domain,
                limit);

    public async Task<RetrySummary?> RetriesAsync(long crawlId, int most, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var snapshot = connection.BeginTransaction(deferred: true);
        await using var next = Query(
            connection,
            $"""
            SELECT min((SELECT min(due_at) FROM urls WHERE domain_id = c.domain_id AND crawl_id = c.crawl_id AND state = {UrlStates.Retrying}))
            FROM crawl_domains c WHERE c.crawl_id = $1 AND c.retrying > 0
            """,
            crawlId);
        if (await next.ExecuteScalarAsync(cancellationToken) is not long nextAt)
        {
            return null;
        }

        var reasons = new List<(FetchOutcome, long)>();
        await using var counts = Query(
            connection,
            $"""
            SELECT outcome, count(*) AS n FROM (
                SELECT u.outcome FROM crawl_domains c CROSS JOIN urls u
                WHERE c.crawl_id = $1 AND c.retrying > 0 AND u.domain_id = c.domain_id AND u.crawl_id = c.crawl_id AND u.state = {UrlStates.Retrying}
                LIMIT $2)
            GROUP BY outcome ORDER BY n DESC, outcome
            """,
            crawlId,
            most);
        await using var rows = await counts.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            reasons.Add(((FetchOutcome)rows.GetByte(0), rows.GetInt64(1)));
        }

        return new RetrySummary(nextAt, reasons);
    }
}
