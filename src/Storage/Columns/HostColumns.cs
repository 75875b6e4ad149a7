using System.Data.Common;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Columns;

/// <summary>What is read of a domain's share of a crawl.</summary>
internal static class HostColumns
{
    /// <summary>The tables: the crawl's counts of the domain, and the domain.</summary>
    public const string Tables = "crawl_domains c JOIN domains d ON d.id = c.domain_id";

    private static readonly ColumnList Columns = new();
    private static readonly int Domain = Columns.Add("d.key");
    private static readonly int Queued = Columns.Add("c.queued");
    private static readonly int Leased = Columns.Add("c.leased");
    private static readonly int Retrying = Columns.Add("c.retrying");
    private static readonly int Fetched = Columns.Add("c.fetched");
    private static readonly int Redirected = Columns.Add("c.redirected");
    private static readonly int Failed = Columns.Add("c.failed");
    private static readonly int Excluded = Columns.Add("c.excluded");
    private static readonly int Quarantined = Columns.Add("c.quarantined");
    private static readonly int Bytes = Columns.Add("c.bytes");
    private static readonly int Paused = Columns.Add("c.paused");
    private static readonly int WakeAt = Columns.Add("d.wake_at");
    private static readonly int Owner = Columns.Add("d.owner");

    /// <summary>The columns, of <see cref="Tables"/>.</summary>
    public static string Sql { get; } = Columns.Sql;

    /// <summary>A row of them.</summary>
    public static HostRow Read(DbDataReader row) => new(
        row.GetString(Domain),
        row.GetInt64(Queued),
        row.GetInt64(Leased),
        row.GetInt64(Retrying),
        row.GetInt64(Fetched),
        row.GetInt64(Redirected),
        row.GetInt64(Failed),
        row.GetInt64(Excluded),
        row.GetInt64(Quarantined),
        row.GetInt64(Bytes),
        row.GetBoolean(Paused),
        row.GetInt64(WakeAt),
        row.TextOrNull(Owner));
}
