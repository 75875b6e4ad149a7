using System.Data.Common;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Columns;

/// <summary>What is read of an accepted URL.</summary>
internal static class UrlColumns
{
    /// <summary>The tables: the URL, its domain, the page it was found on, and what its end says.</summary>
    public const string Tables = $"urls u {Joins}";

    /// <summary>Those beside the URL <c>u</c>, for queries that come to it from elsewhere.</summary>
    public const string Joins = "JOIN domains d ON d.id = u.domain_id LEFT JOIN urls f ON f.id = u.found_on LEFT JOIN url_notes n ON n.url_id = u.id AND n.outcome = u.outcome";

    /// <summary>The list, for those that add to it.</summary>
    public static readonly ColumnList Columns = new();

    private static readonly int Id = Columns.Add("u.id");
    private static readonly int CrawlId = Columns.Add("u.crawl_id");
    private static readonly int RequestUrl = Columns.Add("u.url");
    private static readonly int Canonical = Columns.Add("u.canonical");
    private static readonly int Domain = Columns.Add("d.key");
    private static readonly int State = Columns.Add("u.state");
    private static readonly int Outcome = Columns.Add("u.outcome");
    private static readonly int Status = Columns.Add("u.status");
    private static readonly int Depth = Columns.Add("u.depth");
    private static readonly int Rank = Columns.Add("u.rank");
    private static readonly int Attempts = Columns.Add("u.attempts");
    private static readonly int Strikes = Columns.Add("u.strikes");
    private static readonly int DueAt = Columns.Add("u.due_at");
    private static readonly int FoundOn = Columns.Add("coalesce(f.canonical, f.url)");
    private static readonly int Note = Columns.Add("n.note");

    /// <summary>The columns, of <see cref="Tables"/>.</summary>
    public static string Sql { get; } = Columns.Sql;

    /// <summary>A row of them.</summary>
    public static UrlRow Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(Id),
        CrawlId = row.GetInt64(CrawlId),
        RequestUrl = row.GetString(RequestUrl),
        Url = row.TextOrNull(Canonical) ?? row.GetString(RequestUrl),
        Domain = row.GetString(Domain),
        State = (UrlState)row.GetInt32(State),
        Outcome = (FetchOutcome)row.GetInt32(Outcome),
        Status = row.GetInt32(Status),
        Depth = row.GetInt32(Depth),
        Rank = row.GetInt32(Rank),
        Attempts = row.GetInt32(Attempts),
        Strikes = row.GetInt32(Strikes),
        DueAt = row.GetInt64(DueAt),
        FoundOn = row.TextOrNull(FoundOn),
        Note = row.TextOrNull(Note),
    };
}
