using System.Data.Common;
using System.Runtime.CompilerServices;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Sqlite;

/// <summary>Reading the records.</summary>
internal sealed partial class SqliteReader
{
    private const string ItemColumns = "i.id, coalesce(u.canonical, u.url), i.rule, i.ordinal, i.json, i.errors, p.fetched_at";

    private const string ItemTables = "items i JOIN urls u ON u.id = i.url_id JOIN pages p ON p.url_id = i.url_id";

    public async IAsyncEnumerable<StoredItem> ItemsAsync(
        long crawlId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredItem> step;
        do
        {
            step = await StreamAsync(
                $"SELECT {ItemColumns} FROM {ItemTables} WHERE i.crawl_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3",
                ItemOf,
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

    private static StoredItem ItemOf(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), TextOrNull(row, 5), row.GetInt64(6));
}
