using Thresher.Storage.Columns;

namespace Thresher.Storage.Rules;

/// <summary>
/// The feed's statements, the same for both engines: $1 the crawl, $2 and $3 the place behind which to go on, $4 the last
/// number, $5 since when, $6 how many. The row's own number is the first column, an end's the last.
/// </summary>
internal static class ChangeFeedQueries
{
    private const string Ends = """
        u.crawl_id = $1 AND u.ended_seq >= $2 AND (u.ended_seq > $2 OR u.id > $3) AND u.ended_seq <= $4
        """;

    /// <summary>Pages, with a reader's columns and tables.</summary>
    public static string Pages(string columns, string tables) => $"""
        SELECT {columns}, u.ended_seq FROM urls u JOIN pages p ON p.url_id = u.id {tables}
        WHERE {Ends} AND p.checked_at >= $5 ORDER BY u.ended_seq, u.id LIMIT $6
        """;

    /// <summary>Failures.</summary>
    public static string Failures(string columns, string tables) => $"""
        SELECT {columns}, u.ended_seq FROM {tables}
        WHERE {Ends} AND u.state >= {UrlStates.FirstFailed} AND u.state <> {UrlStates.Excluded} AND u.ended_at >= $5 ORDER BY u.ended_seq, u.id LIMIT $6
        """;

    /// <summary>Ends of all kinds, and between them the attempts that are not their URL's present end.</summary>
    public static string Attempts { get; } = $"""
        SELECT * FROM (
            SELECT {EndColumns.Sql}, u.ended_seq FROM {EndColumns.Tables}
            WHERE {Ends} AND u.state >= {UrlStates.FirstEnded} AND coalesce(u.ended_at, 0) >= $5 ORDER BY u.ended_seq, u.id LIMIT $6) ends
        UNION ALL
        SELECT * FROM (
            SELECT {EndColumns.AttemptSql}, a.seq FROM {EndColumns.AttemptTables}
            WHERE a.crawl_id = $1 AND a.seq >= $2 AND (a.seq > $2 OR a.url_id > $3) AND a.seq <= $4 AND a.at >= $5 ORDER BY a.seq, a.url_id LIMIT $6) tries
        ORDER BY {EndColumns.Place}, 1 LIMIT $6
        """;

    /// <summary>
    /// Accepted URLs, which are their own numbers. Those whose time is not known yet (<see cref="Rewritings.UrlTimes"/>) are
    /// not left out.
    /// </summary>
    public static string Urls(string columns, string tables) => $"""
        SELECT {columns}, u.id FROM {tables}
        WHERE u.crawl_id = $1 AND u.id > $2 AND $3 > 0 AND u.id <= $4 AND (u.accepted_at >= $5 OR u.accepted_at = 0) ORDER BY u.id LIMIT $6
        """;

    /// <summary>Exchanges without a page, which are their own numbers.</summary>
    public static string Exchanges(string columns, string tables) => $"""
        SELECT {columns}, e.id FROM {tables}
        WHERE e.crawl_id = $1 AND e.id > $2 AND $3 > 0 AND e.id <= $4 AND e.at >= $5 ORDER BY e.id LIMIT $6
        """;

    /// <summary>Records, which are their own numbers.</summary>
    public static string Items(string columns, string tables) => $"""
        SELECT {columns}, i.id FROM {tables}
        WHERE i.crawl_id = $1 AND i.id > $2 AND $3 > 0 AND i.id <= $4 AND p.fetched_at >= $5 ORDER BY i.id LIMIT $6
        """;
}
