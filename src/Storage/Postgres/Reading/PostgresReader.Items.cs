using System.Runtime.CompilerServices;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Postgres.Reading;

/// <summary>Reading the records.</summary>
internal sealed partial class PostgresReader
{
    private const string ItemColumns = "i.id, coalesce(u.canonical, u.url), i.rule, i.ordinal, i.json, i.errors, p.fetched_at";

    private const string ItemTables = "items i JOIN urls u ON u.id = i.url_id JOIN pages p ON p.url_id = i.url_id";

    public async IAsyncEnumerable<StoredItem> ItemsAsync(
        long crawlId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredItem> step;
        do
        {
            var from = after;
            step = await database.StatementAsync(
                statement => statement.QueryAsync(
                    $"SELECT {ItemColumns} FROM {ItemTables} WHERE i.crawl_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3",
                    PostgresRows.Item,
                    crawlId,
                    from,
                    (long)RowLimits.Items),
                cancellationToken);
            foreach (var item in step)
            {
                after = item.Id;
                yield return item;
            }
        }
        while (step.Count == RowLimits.Items);
    }
}
