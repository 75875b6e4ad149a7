namespace Thresher.Storage.Columns;

/// <summary>What is read of a crawl; places only, since the catalogs of the two engines read rows of different kinds.</summary>
internal static class CrawlColumns
{
    private static readonly ColumnList Columns = new();
    public static readonly int Id = Columns.Add("id");
    public static readonly int Name = Columns.Add("name");
    public static readonly int State = Columns.Add("state");
    public static readonly int Job = Columns.Add("job");
    public static readonly int Version = Columns.Add("version");
    public static readonly int CreatedAt = Columns.Add("created_at");
    public static readonly int FinishedAt = Columns.Add("finished_at");
    public static readonly int ActiveMs = Columns.Add("active_ms");
    public static readonly int RefreshBefore = Columns.Add("refresh_before");

    /// <summary>The columns, of <c>crawls</c>.</summary>
    public static string Sql { get; } = Columns.Sql;
}
