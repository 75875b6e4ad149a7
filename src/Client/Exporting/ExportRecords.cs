using System.Globalization;
using Thresher.Client.Exporting.Columns;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting;

/// <summary>What an exported record holds. Scripts rely on names and order: only add, at the end.</summary>
internal static class ExportRecords
{
    /// <summary>What attempts are (<see cref="UrlRow.Attempts"/>), in every export.</summary>
    private const string AttemptsMeaning = "Attempts that failed, the last included; those before the last `retry` or refresh do not count.";

    private const string NoteMeaning = "What its end says beside the outcome: where it redirects to, which part of a sitemap was given up, which protection refuses it. JSON Lines omit it where there is nothing.";

    private static readonly (PageFlags Flag, string Word, string What)[] Cuts =
    [
        (PageFlags.BodyCut, "body", "bytes of the body"), (PageFlags.LinksCut, "links", "number of links"), (PageFlags.ParseCut, "time", "time of parsing"),
        (PageFlags.LinksTooDeep, "depth", "links too deep"), (PageFlags.LinksTrapped, "traps", "links that look like traps"),
        (PageFlags.HostsCut, "hosts", "hosts of a registrable domain"), (PageFlags.RenderCut, "render", "time in the browser"),
    ];

    /// <summary>A stored page.</summary>
    public static IReadOnlyList<Column<StoredPage>> Page { get; } =
    [
        Column<StoredPage>.Text("url", "Canonical URL: the page's identity.", row => row.Url),
        Column<StoredPage>.Number("status", "HTTP status, 200 to 299.", row => row.Page.Status),
        Column<StoredPage>.Text("contentType", "`Content-Type` without parameters, in lower case; null when the server sent none.", row => row.Page.ContentType),
        Column<StoredPage>.Text("title", "Title, white space collapsed; null where there is none.", row => row.Page.Title),
        Column<StoredPage>.Number("depth", "Links followed from a seed on the shortest path known; 0 for a seed.", row => row.Depth, "links"),
        Column<StoredPage>.Number("bytes", "Length of the decoded body, after a cut.", row => row.Page.Bytes, "bytes"),
        Column<StoredPage>.Text("hash", "XXH128 of the decoded body, 32 hexadecimal digits.", row => row.Page.ContentHash.ToString()),
        Column<StoredPage>.Time("fetchedAt", "When the response was complete.", row => row.Page.FetchedAt),
        Column<StoredPage>.Number("elapsedMs", "From the request's start to the body's end.", row => row.Page.ElapsedMs, "ms"),
        Column<StoredPage>.Text("foundOn", "The page it was first found on; null for a seed.", row => row.FoundOn),
        Column<StoredPage>.Text("canonical", "The page's own `rel=canonical`, resolved; null when absent or equal to its URL.", row => row.Page.CanonicalLink),
        Column<StoredPage>.Text("change", "What the last refresh found: `unchanged`, `changed`, `gone`, or `stale` where it could not be checked; null before a refresh.", row => row.Change == PageChange.None ? null : row.Change.ToString().ToLowerInvariant()),
        Column<StoredPage>.Time("checkedAt", "When it was last found to be as stored.", row => row.Page.CheckedAt),
        Column<StoredPage>.Text("duplicateOf", "The first accepted URL of the crawl whose page has the same content; null when this is the first.", row => row.DuplicateOf),
        Column<StoredPage>.Text("nearDuplicateOf", "An earlier page of the export with nearly the same text; null when there is none.", row => row.NearDuplicateOf),
        Column<StoredPage>.Text("simhash", "Fingerprint of the text, 16 hexadecimal digits; null for too little text.", row => row.Page.SimHash?.ToString("x16", CultureInfo.InvariantCulture)),
        Column<StoredPage>.MaybeText("markdown", "The readable text, with `\"keep\": [\"markdown\"]` in the job. JSON Lines omit it where there is none.", row => row.Markdown),
        Column<StoredPage>.MaybeText("cut", $"What was left out at a limit, in words: {string.Join(", ", Cuts.Select(cut => $"`{cut.Word}` ({cut.What})"))}. JSON Lines omit it where nothing was.", row => Cut(row.Page.Flags)),
        Column<StoredPage>.MaybeText("rendered", "`yes` where a browser has prepared the page: hash, length, links and records are those of the document that its scripts left. JSON Lines omit it otherwise.", row => row.Page.Flags.HasFlag(PageFlags.Rendered) ? "yes" : null),
    ];

    /// <summary>A record extracted from a page.</summary>
    public static IReadOnlyList<Column<StoredItem>> Item { get; } =
    [
        Column<StoredItem>.Text("url", "Canonical URL of the page.", row => row.Url),
        Column<StoredItem>.Text("rule", "Name of the rule, or of the C# extractor, that made the record.", row => row.Rule),
        Column<StoredItem>.Number("ordinal", "Its place among the rule's records of the page, from 0.", row => row.Ordinal),
        Column<StoredItem>.Time("fetchedAt", "When the page was fetched.", row => row.FetchedAt),
        Column<StoredItem>.Json("item", "The values: an object whose fields are in the rule's order.", row => row.Json),
        Column<StoredItem>.Json("errors", "What validation found, a list of lines; null for a sound record.", row => row.Errors),
    ];

    /// <summary>An accepted URL.</summary>
    public static IReadOnlyList<Column<UrlRow>> Link { get; } =
    [
        Column<UrlRow>.Text("url", "Canonical URL.", row => row.Url),
        Column<UrlRow>.Text("foundOn", "The page it was first found on; null for a seed.", row => row.FoundOn),
        Column<UrlRow>.Number("depth", "Links followed from a seed on the shortest path known; 0 for a seed.", row => row.Depth, "links"),
        Column<UrlRow>.Text("state", "`queued`, `leased`, `retrying`, `fetched`, `redirected`, `failed`, `excluded` or `quarantined`.", State),
        Column<UrlRow>.Text("outcome", "How the last try ended ([outcomes](outcomes.md)); null before the first.", row => row.Outcome == FetchOutcome.None ? null : OutcomeName.Of(row.Outcome)),
        Column<UrlRow>.Number("status", "HTTP status of the last try; 0 when none came.", row => row.Status),
        Column<UrlRow>.MaybeText("note", NoteMeaning, row => row.Note),
    ];

    /// <summary>A failed or quarantined URL.</summary>
    public static IReadOnlyList<Column<UrlRow>> Failure { get; } =
    [
        Column<UrlRow>.Text("url", "Canonical URL.", row => row.Url),
        Column<UrlRow>.Text("state", "`failed` or `quarantined`.", State),
        Column<UrlRow>.Text("reason", "How the last try ended ([outcomes](outcomes.md)).", row => OutcomeName.Of(row.Outcome)),
        Column<UrlRow>.Number("status", "HTTP status of the last try; 0 when none came.", row => row.Status),
        Column<UrlRow>.Number("attempts", AttemptsMeaning, row => row.Attempts, "attempts"),
        Column<UrlRow>.Number("depth", "Links followed from a seed on the shortest path known; 0 for a seed.", row => row.Depth, "links"),
        Column<UrlRow>.Text("foundOn", "The page it was first found on; null for a seed.", row => row.FoundOn),
        Column<UrlRow>.MaybeText("note", NoteMeaning, row => row.Note),
    ];

    /// <summary>What of a page was left out at a limit, in words; null for nothing.</summary>
    private static string? Cut(PageFlags flags)
    {
        var cut = string.Join(' ', Cuts.Where(limit => flags.HasFlag(limit.Flag)).Select(limit => limit.Word));
        return cut.Length == 0 ? null : cut;
    }

    private static string State(UrlRow row) => row.State.ToString().ToLowerInvariant();
}
