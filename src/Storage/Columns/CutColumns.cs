using System.Data.Common;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Columns;

/// <summary>What is read of the pages of which a limit cut something off, grouped by what.</summary>
internal static class CutColumns
{
    /// <summary>The query: $1 the crawl. Its condition is that of the index.</summary>
    public const string Sql = """
        SELECT g.flags, g.n, coalesce(u.canonical, u.url)
        FROM (SELECT p.flags AS flags, count(*) AS n, min(p.url_id) AS first FROM pages p WHERE p.crawl_id = $1 AND p.flags & 231 <> 0 GROUP BY p.flags) g
             JOIN urls u ON u.id = g.first
        ORDER BY g.flags
        """;

    /// <summary>A row of it.</summary>
    public static CutPages Read(DbDataReader row) => new((PageFlags)row.GetInt32(0), row.GetInt64(1), row.GetString(2));
}
