using System.Data.Common;

namespace Thresher.Storage.Columns;

/// <summary>What is read of the end of a URL: the URL, when it ended, and what of its page a log shows.</summary>
internal static class EndColumns
{
    /// <summary>The tables: those of the URL, and its page where it has one.</summary>
    public const string Tables = $"{UrlColumns.Tables} LEFT JOIN pages p ON p.url_id = u.id";

    private static readonly ColumnList Columns = new(UrlColumns.Columns);

    // 0 while the time is not known yet, of rows that an earlier version wrote.
    private static readonly int EndedAt = Columns.Add("coalesce(u.ended_at, 0)");
    private static readonly int Bytes = Columns.Add("p.bytes");
    private static readonly int ElapsedMs = Columns.Add("p.elapsed_ms");
    private static readonly int ContentType = Columns.Add("p.content_type");

    /// <summary>The columns, of <see cref="Tables"/>.</summary>
    public static string Sql { get; } = Columns.Sql;

    /// <summary>A row of them.</summary>
    public static UrlEnd Read(DbDataReader row) => new(
        UrlColumns.Read(row),
        row.GetInt64(EndedAt),
        row.IsDBNull(Bytes) ? null : row.GetInt64(Bytes),
        row.IsDBNull(ElapsedMs) ? null : row.GetInt32(ElapsedMs),
        row.TextOrNull(ContentType));
}
