using Thresher.Jobs.Outcomes;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Reading;

/// <summary>Reading what waits for another try: by domain, since the index of retries is by domain.</summary>
internal sealed partial class PostgresReader
{
    public IAsyncEnumerable<UrlRow> RetryingAsync(long crawlId, string? domain, int limit, CancellationToken cancellationToken) =>
        domain is null
            ? StreamAsync(
                "urls",
                $"""
                SELECT {UrlColumns.Sql} FROM crawl_domains c JOIN urls u ON u.domain_id = c.domain_id AND u.crawl_id = c.crawl_id
                {UrlColumns.Joins}
                WHERE c.crawl_id = $1 AND c.retrying > 0 AND u.state = {UrlStates.Retrying}
                ORDER BY u.due_at, u.id LIMIT $2
                """,
                UrlColumns.Read,
                cancellationToken,
                crawlId,
                (long)limit)
            : StreamAsync(
                "urls",
                $"""
                SELECT {UrlColumns.Sql} FROM {UrlColumns.Tables}
                WHERE u.domain_id = (SELECT id FROM domains WHERE key = $2) AND u.crawl_id = $1 AND u.state = {UrlStates.Retrying}
                ORDER BY u.due_at, u.id LIMIT $3
                """,
                UrlColumns.Read,
                cancellationToken,
                crawlId,
                domain,
                (long)limit);

    public Task<RetrySummary?> RetriesAsync(long crawlId, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<RetrySummary?>(
            async snapshot =>
            {
                var nextAt = await snapshot.ScalarAsync(
                    -1L,
                    $"""
                    SELECT min((SELECT min(due_at) FROM urls WHERE domain_id = c.domain_id AND crawl_id = c.crawl_id AND state = {UrlStates.Retrying}))
                    FROM crawl_domains c WHERE c.crawl_id = $1 AND c.retrying > 0
                    """,
                    crawlId);
                if (nextAt < 0)
                {
                    return null;
                }

                var reasons = await snapshot.QueryAsync(
                    $"""
                    SELECT outcome, count(*) AS n FROM (
                        SELECT u.outcome FROM crawl_domains c JOIN urls u ON u.domain_id = c.domain_id AND u.crawl_id = c.crawl_id
                        WHERE c.crawl_id = $1 AND c.retrying > 0 AND u.state = {UrlStates.Retrying} LIMIT $2) AS waiting
                    GROUP BY outcome ORDER BY n DESC, outcome
                    """,
                    row => ((FetchOutcome)row.GetInt16(0), row.GetInt64(1)),
                    crawlId,
                    (long)most);
                return new RetrySummary(nextAt, reasons);
            },
            cancellationToken);
}
