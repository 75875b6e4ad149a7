using System.Data.Common;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Columns;

/// <summary>What is read of a stored record.</summary>
internal static class ItemColumns
{
    /// <summary>The tables: the record, its page and the page's URL.</summary>
    public const string Tables = "items i JOIN urls u ON u.id = i.url_id JOIN pages p ON p.url_id = i.url_id";

    private static readonly ColumnList Columns = new();
    private static readonly int Id = Columns.Add("i.id");
    private static readonly int Url = Columns.Add("coalesce(u.canonical, u.url)");
    private static readonly int Rule = Columns.Add("i.rule");
    private static readonly int Ordinal = Columns.Add("i.ordinal");
    private static readonly int Json = Columns.Add("i.json");
    private static readonly int Errors = Columns.Add("i.errors");
    private static readonly int FetchedAt = Columns.Add("p.fetched_at");

    /// <summary>The columns, of <see cref="Tables"/>.</summary>
    public static string Sql { get; } = Columns.Sql;

    /// <summary>A row of them.</summary>
    public static StoredItem Read(DbDataReader row) => new(
        row.GetInt64(Id), row.GetString(Url), row.GetString(Rule), row.GetInt32(Ordinal), row.GetString(Json), row.TextOrNull(Errors), row.GetInt64(FetchedAt));
}
