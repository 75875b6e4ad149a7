using System.Data.Common;

namespace Thresher.Storage.Columns;

/// <summary>What is read of the end of a URL: the URL, when it ended, and what of its page a log shows.</summary>
internal static class EndColumns
{
    /// <summary>The tables: those of the URL, and its page where it has one.</summary>
    public const string Tables = $"{UrlColumns.Tables} LEFT JOIN pages p ON p.url_id = u.id";

    /// <summary>The tables of an attempt that is not its URL's present end.</summary>
    public const string AttemptTables =
        "attempts a JOIN urls u ON u.id = a.url_id JOIN domains d ON d.id = u.domain_id LEFT JOIN urls f ON f.id = u.found_on LEFT JOIN url_notes n ON n.url_id = u.id AND n.outcome = a.outcome";

    private static readonly ColumnList Columns = new(UrlColumns.Columns);

    // 0 while the time is not known yet, of rows that an earlier version wrote.
    private static readonly int EndedAt = Columns.Add("coalesce(u.ended_at, 0)");
    private static readonly int Bytes = Columns.Add("p.bytes");
    private static readonly int ElapsedMs = Columns.Add("p.elapsed_ms");
    private static readonly int ContentType = Columns.Add("p.content_type");

    /// <summary>The columns, of <see cref="Tables"/>.</summary>
    public static string Sql { get; } = Columns.Sql;

    /// <summary>The same columns, of <see cref="AttemptTables"/>: what changes from attempt to attempt is the attempt's.</summary>
    public static string AttemptSql { get; } = Sql
        .Replace("u.state", "a.state", StringComparison.Ordinal).Replace("u.outcome", "a.outcome", StringComparison.Ordinal)
        .Replace("u.status", "a.status", StringComparison.Ordinal).Replace("u.attempts", "a.failed", StringComparison.Ordinal)
        .Replace("u.due_at", "a.due_at", StringComparison.Ordinal).Replace("coalesce(u.ended_at, 0)", "a.at", StringComparison.Ordinal)
        .Replace("p.", "a.", StringComparison.Ordinal);

    /// <summary>The number of the column behind them, from 1.</summary>
    public static int Place => ContentType + 2;

    /// <summary>A row of them.</summary>
    public static UrlEnd Read(DbDataReader row) => new(
        UrlColumns.Read(row),
        row.GetInt64(EndedAt),
        row.IsDBNull(Bytes) ? null : row.GetInt64(Bytes),
        row.IsDBNull(ElapsedMs) ? null : row.GetInt32(ElapsedMs),
        row.TextOrNull(ContentType));
}
