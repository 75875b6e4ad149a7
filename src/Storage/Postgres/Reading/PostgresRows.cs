using Npgsql;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Rows;

namespace Thresher.Storage.Postgres.Reading;

/// <summary>Rows of the reader's queries as records.</summary>
internal static class PostgresRows
{
    public static HostRow Host(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
        row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetBoolean(10), row.GetInt64(11), TextOrNull(row, 12));

    public static UrlRow Url(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        CrawlId = row.GetInt64(1),
        RequestUrl = row.GetString(2),
        Url = TextOrNull(row, 3) ?? row.GetString(2),
        Domain = row.GetString(4),
        State = (UrlState)row.GetInt16(5),
        Outcome = (FetchOutcome)row.GetInt16(6),
        Status = row.GetInt32(7),
        Depth = row.GetInt32(8),
        Rank = row.GetInt32(9),
        Attempts = row.GetInt32(10),
        Strikes = row.GetInt32(11),
        DueAt = row.GetInt64(12),
        FoundOn = TextOrNull(row, 13),
    };

    public static StoredPage Page(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetInt32(2),
        TextOrNull(row, 3),
        new PageRow
        {
            Status = row.GetInt32(4),
            ContentType = TextOrNull(row, 5),
            Charset = TextOrNull(row, 6),
            Title = TextOrNull(row, 7),
            Bytes = row.GetInt64(8),
            ContentHash = PostgresHash.Read(row.GetGuid(9)),
            FetchedAt = row.GetInt64(10),
            ElapsedMs = row.GetInt32(11),
            LinkCount = row.GetInt32(12),
            Flags = (PageFlags)row.GetInt32(13),
            ETag = TextOrNull(row, 14),
            LastModified = TextOrNull(row, 15),
            CanonicalLink = TextOrNull(row, 16),
            CheckedAt = row.GetInt64(17),
            SimHash = row.IsDBNull(18) ? null : (ulong)row.GetInt64(18),
        },
        row.IsDBNull(22) ? null : CompressedText.Read(row.GetFieldValue<byte[]>(22)))
    {
        Change = PageChanges.Of((UrlState)row.GetInt16(19), (FetchOutcome)row.GetInt16(20)),
        DuplicateOf = TextOrNull(row, 21),
    };

    public static StoredItem Item(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), TextOrNull(row, 5), row.GetInt64(6));

    public static PageCapture Capture(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.IsDBNull(1) ? null : CompressedText.Bytes(row.GetFieldValue<byte[]>(1)),
        HeadOrNull(row, 2),
        row.GetInt64(3),
        HeadOrNull(row, 4));

    private static ExchangeHead? HeadOrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : ExchangeHead.Read(row.GetFieldValue<byte[]>(column));

    private static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
