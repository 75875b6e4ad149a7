using System.Data.Common;
using System.Text;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Storage.Columns;

/// <summary>What is read of a stored page.</summary>
internal static class PageColumns
{
    /// <summary>The tables beside the page <c>p</c> and its URL <c>u</c>: the page it was found on, and its text.</summary>
    public const string Joins = "LEFT JOIN urls f ON f.id = u.found_on LEFT JOIN page_texts t ON t.url_id = p.url_id";

    private static readonly ColumnList Columns = new();
    private static readonly int UrlId = Columns.Add("p.url_id");
    private static readonly int Url = Columns.Add("coalesce(u.canonical, u.url)");
    private static readonly int Depth = Columns.Add("u.depth");
    private static readonly int FoundOn = Columns.Add("coalesce(f.canonical, f.url)");
    private static readonly int State = Columns.Add("u.state");
    private static readonly int Outcome = Columns.Add("u.outcome");
    private static readonly int Status = Columns.Add("p.status");
    private static readonly int ContentType = Columns.Add("p.content_type");
    private static readonly int Charset = Columns.Add("p.charset");
    private static readonly int Title = Columns.Add("p.title");
    private static readonly int Bytes = Columns.Add("p.bytes");
    private static readonly int ContentHash = Columns.Add("p.content_hash");
    private static readonly int FetchedAt = Columns.Add("p.fetched_at");
    private static readonly int ElapsedMs = Columns.Add("p.elapsed_ms");
    private static readonly int LinkCount = Columns.Add("p.link_count");
    private static readonly int Flags = Columns.Add("p.flags");
    private static readonly int ETag = Columns.Add("p.etag");
    private static readonly int LastModified = Columns.Add("p.last_modified");
    private static readonly int CanonicalLink = Columns.Add("p.canonical_link");
    private static readonly int CheckedAt = Columns.Add("p.checked_at");
    private static readonly int SimHash = Columns.Add("p.simhash");
    private static readonly int DuplicateOf = Columns.Add("""
        (SELECT coalesce(o.canonical, o.url) FROM pages q JOIN urls o ON o.id = q.url_id
         WHERE q.crawl_id = p.crawl_id AND q.content_hash = p.content_hash AND q.url_id < p.url_id ORDER BY q.url_id LIMIT 1)
        """);

    private static readonly int Markdown = Columns.Add("t.markdown");

    /// <summary>The columns, of the page, its URL and <see cref="Joins"/>.</summary>
    public static string Sql { get; } = Columns.Sql;

    /// <summary>A row of them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="hash">Reads a 128-bit hash, which each engine stores in a type of its own.</param>
    public static StoredPage Read(DbDataReader row, Func<DbDataReader, int, Hash128> hash) => new(
        row.GetInt64(UrlId),
        row.GetString(Url),
        row.GetInt32(Depth),
        row.TextOrNull(FoundOn),
        new PageRow
        {
            Status = row.GetInt32(Status),
            ContentType = row.TextOrNull(ContentType),
            Charset = row.TextOrNull(Charset),
            Title = row.TextOrNull(Title),
            Bytes = row.GetInt64(Bytes),
            ContentHash = hash(row, ContentHash),
            FetchedAt = row.GetInt64(FetchedAt),
            ElapsedMs = row.GetInt32(ElapsedMs),
            LinkCount = row.GetInt32(LinkCount),
            Flags = (PageFlags)row.GetInt32(Flags),
            ETag = row.TextOrNull(ETag),
            LastModified = row.TextOrNull(LastModified),
            CanonicalLink = row.TextOrNull(CanonicalLink),
            CheckedAt = row.GetInt64(CheckedAt),
            SimHash = row.IsDBNull(SimHash) ? null : (ulong)row.GetInt64(SimHash),
        },
        row.BytesOrNull(Markdown, Url) is { } markdown ? Encoding.UTF8.GetString(markdown) : null)
    {
        Change = PageChanges.Of((UrlState)row.GetInt32(State), (FetchOutcome)row.GetInt32(Outcome)),
        DuplicateOf = row.TextOrNull(DuplicateOf),
    };
}
