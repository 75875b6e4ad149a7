using System.Data.Common;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Columns;

/// <summary>What is read of a page's exchange: body and heads.</summary>
internal static class CaptureColumns
{
    /// <summary>The tables: the page, its body, the heads.</summary>
    public const string Tables = "pages p JOIN urls u ON u.id = p.url_id LEFT JOIN page_bodies b ON b.url_id = p.url_id LEFT JOIN page_heads h ON h.url_id = p.url_id LEFT JOIN page_originals o ON o.url_id = p.url_id";

    private static readonly ColumnList Columns = new();
    private static readonly int FetchedAt = Columns.Add("p.fetched_at");
    private static readonly int Body = Columns.Add("coalesce(o.body, b.body)");
    private static readonly int Fetched = Columns.Add("h.fetched");
    private static readonly int CheckedAt = Columns.Add("p.checked_at");
    private static readonly int Checked = Columns.Add("h.checked");
    private static readonly int Url = Columns.Add("u.url");

    /// <summary>The columns, of <see cref="Tables"/>.</summary>
    public static string Sql { get; } = Columns.Sql;

    /// <summary>A row of them.</summary>
    public static PageCapture Read(DbDataReader row) => new(
        row.GetInt64(FetchedAt),
        row.BytesOrNull(Body, Url),
        row.HeadOrNull(Fetched, Url),
        row.GetInt64(CheckedAt),
        row.HeadOrNull(Checked, Url));
}
