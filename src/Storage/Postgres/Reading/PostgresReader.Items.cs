using System.Runtime.CompilerServices;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Postgres.Reading;

/// <summary>Reading the records.</summary>
internal sealed partial class PostgresReader
{
    public async IAsyncEnumerable<StoredItem> ItemsAsync(
        long crawlId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredItem> step;
        do
        {
            var from = after;
            step = await database.StatementAsync(
                statement => statement.QueryAsync(
                    $"SELECT {ItemColumns.Sql} FROM {ItemColumns.Tables} WHERE i.crawl_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3",
                    ItemColumns.Read,
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
