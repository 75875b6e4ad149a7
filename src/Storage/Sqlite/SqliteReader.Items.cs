using System.Runtime.CompilerServices;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Sqlite;

/// <summary>Reading the records.</summary>
internal sealed partial class SqliteReader
{
    public async IAsyncEnumerable<StoredItem> ItemsAsync(
        long crawlId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredItem> step;
        do
        {
            step = await StreamAsync(
                $"SELECT {ItemColumns.Sql} FROM {ItemColumns.Tables} WHERE i.crawl_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3",
                ItemColumns.Read,
                cancellationToken,
                crawlId,
                after,
                RowLimits.Items).ToListAsync(cancellationToken);
            foreach (var item in step)
            {
                after = item.Id;
                yield return item;
            }
        }
        while (step.Count == RowLimits.Items);
    }
}
