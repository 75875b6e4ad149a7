using System.Data.Common;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Columns;

/// <summary>What is read of an exchange that left no page.</summary>
internal static class ExchangeColumns
{
    /// <summary>The tables: the exchange and its URL.</summary>
    public const string Tables = "exchanges e JOIN urls u ON u.id = e.url_id";

    /// <summary>Its heads and body, which are read one by one since they may be large.</summary>
    public const string Capture = "SELECT e.head, e.body, u.url FROM exchanges e JOIN urls u ON u.id = e.url_id WHERE e.id = $1";

    private static readonly ColumnList Columns = new();
    private static readonly int Id = Columns.Add("e.id");
    private static readonly int Url = Columns.Add("coalesce(u.canonical, u.url)");
    private static readonly int Outcome = Columns.Add("e.outcome");
    private static readonly int At = Columns.Add("e.at");
    private static readonly int Cut = Columns.Add("CASE WHEN e.cut THEN 1 ELSE 0 END");

    /// <summary>The columns, of <see cref="Tables"/>.</summary>
    public static string Sql { get; } = Columns.Sql;

    /// <summary>A row of them.</summary>
    public static StoredExchange Read(DbDataReader row) =>
        new(row.GetInt64(Id), row.GetString(Url), (FetchOutcome)row.GetInt32(Outcome), row.GetInt64(At), row.GetInt32(Cut) != 0);

    /// <summary>A row of <see cref="Capture"/>.</summary>
    public static ExchangeCapture ReadCapture(DbDataReader row) =>
        new(row.HeadOrNull(0, 2), row.BytesOrNull(1, 2));
}
