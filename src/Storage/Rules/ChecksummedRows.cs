using System.Data.Common;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Columns;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Storage.Rules;

/// <summary>The rows with a checksum, as <c>verify</c> reads them. Rows of an earlier schema have none.</summary>
internal static class ChecksummedRows
{
    /// <summary>Each kind of row: how a crawl's are selected (<c>$1</c>), with URL and checksum first, and what is wrong with one.</summary>
    public static IReadOnlyList<(string Sql, Func<DbDataReader, Func<DbDataReader, int, Hash128>, string?> Problem)> All { get; } =
    [
        (
            """
            SELECT u.url, p.checksum, p.status, p.content_type, p.charset, p.title, p.bytes, p.content_hash, p.fetched_at, p.elapsed_ms,
                   p.link_count, p.canonical_link, p.simhash
            FROM pages p JOIN urls u ON u.id = p.url_id WHERE p.crawl_id = $1 AND p.checksum IS NOT NULL
            """,
            (row, hash) => Problem(row, "a page", RowChecksums.Of(new PageRow
            {
                Status = row.GetInt32(2),
                ContentType = row.TextOrNull(3),
                Charset = row.TextOrNull(4),
                Title = row.TextOrNull(5),
                Bytes = row.GetInt64(6),
                ContentHash = hash(row, 7),
                FetchedAt = row.GetInt64(8),
                ElapsedMs = row.GetInt32(9),
                LinkCount = row.GetInt32(10),
                CanonicalLink = row.TextOrNull(11),
                SimHash = row.IsDBNull(12) ? null : (ulong)row.GetInt64(12),
            }))),
        Blob("page_originals", "body", "checksum", "the original body of a page"),
        Blob("page_texts", "markdown", "checksum", "a page's text"),
        Blob("page_heads", "fetched", "checksum", "the head of a page"),
        Blob("page_heads", "checked", "checked_checksum", "the head of a page's last check"),
        Blob("page_links", "links", "checksum", "the list of links of a page"),
        (
            """
            SELECT u.url, i.checksum, i.rule, i.ordinal, i.json, i.errors FROM items i JOIN urls u ON u.id = i.url_id
            WHERE i.crawl_id = $1 AND i.checksum IS NOT NULL
            """,
            (row, _) => Problem(row, "a record of a page", RowChecksums.Of(new ItemRow(row.GetString(2), row.GetInt32(3), row.GetString(4), row.TextOrNull(5))))),
        (
            """
            SELECT u.url, e.checksum, e.outcome, e.at, e.head, e.body, e.cut FROM exchanges e JOIN urls u ON u.id = e.url_id
            WHERE e.crawl_id = $1 AND e.checksum IS NOT NULL
            """,
            (row, _) => Problem(row, "a kept exchange", RowChecksums.Of(
                (FetchOutcome)row.GetInt16(2), new Exchange(row.GetInt64(3), row.BlobOrNull(4), row.BlobOrNull(5), row.GetBoolean(6))))),
    ];

    private static (string Sql, Func<DbDataReader, Func<DbDataReader, int, Hash128>, string?> Problem) Blob(string table, string column, string checksum, string what) => (
        $"SELECT u.url, b.{checksum}, b.{column} FROM {table} b JOIN urls u ON u.id = b.url_id WHERE u.crawl_id = $1 AND b.{checksum} IS NOT NULL AND b.{column} IS NOT NULL",
        (row, _) => Problem(row, what, RowChecksums.Of(row.GetFieldValue<byte[]>(2))));

    private static string? Problem(DbDataReader row, string what, long checksum) =>
        row.GetInt64(1) == checksum ? null : $"{what} is not what was stored: {row.GetString(0)}";
}
