using System.Globalization;
using Thresher.Client.Exporting.Columns;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting;

/// <summary>What an exported record holds. Scripts rely on names and order: only add, at the end.</summary>
internal static class ExportRecords
{
    /// <summary>A stored page.</summary>
    public static IReadOnlyList<Column<StoredPage>> Page { get; } =
    [
        Column<StoredPage>.Text("url", row => row.Url),
        Column<StoredPage>.Number("status", row => row.Page.Status),
        Column<StoredPage>.Text("contentType", row => row.Page.ContentType),
        Column<StoredPage>.Text("title", row => row.Page.Title),
        Column<StoredPage>.Number("depth", row => row.Depth),
        Column<StoredPage>.Number("bytes", row => row.Page.Bytes),
        Column<StoredPage>.Text("hash", row => row.Page.ContentHash.ToString()),
        Column<StoredPage>.Time("fetchedAt", row => row.Page.FetchedAt),
        Column<StoredPage>.Number("elapsedMs", row => row.Page.ElapsedMs),
        Column<StoredPage>.Text("foundOn", row => row.FoundOn),
        Column<StoredPage>.Text("canonical", row => row.Page.CanonicalLink),
        Column<StoredPage>.Text("change", row => row.Change == PageChange.None ? null : row.Change.ToString().ToLowerInvariant()),
        Column<StoredPage>.Time("checkedAt", row => row.Page.CheckedAt),
        Column<StoredPage>.Text("duplicateOf", row => row.DuplicateOf),
        Column<StoredPage>.Text("nearDuplicateOf", row => row.NearDuplicateOf),
        Column<StoredPage>.Text("simhash", row => row.Page.SimHash?.ToString("x16", CultureInfo.InvariantCulture)),
        Column<StoredPage>.MaybeText("markdown", row => row.Markdown),
        Column<StoredPage>.MaybeText("cut", row => Cut(row.Page.Flags)),
    ];

    /// <summary>A record extracted from a page.</summary>
    public static IReadOnlyList<Column<StoredItem>> Item { get; } =
    [
        Column<StoredItem>.Text("url", row => row.Url),
        Column<StoredItem>.Text("rule", row => row.Rule),
        Column<StoredItem>.Number("ordinal", row => row.Ordinal),
        Column<StoredItem>.Time("fetchedAt", row => row.FetchedAt),
        Column<StoredItem>.Json("item", row => row.Json),
        Column<StoredItem>.Json("errors", row => row.Errors),
    ];

    /// <summary>An accepted URL.</summary>
    public static IReadOnlyList<Column<UrlRow>> Link { get; } =
    [
        Column<UrlRow>.Text("url", row => row.Url),
        Column<UrlRow>.Text("foundOn", row => row.FoundOn),
        Column<UrlRow>.Number("depth", row => row.Depth),
        Column<UrlRow>.Text("state", State),
        Column<UrlRow>.Text("outcome", row => row.Outcome == FetchOutcome.None ? null : OutcomeName.Of(row.Outcome)),
        Column<UrlRow>.Number("status", row => row.Status),
    ];

    /// <summary>A failed or quarantined URL.</summary>
    public static IReadOnlyList<Column<UrlRow>> Failure { get; } =
    [
        Column<UrlRow>.Text("url", row => row.Url),
        Column<UrlRow>.Text("state", State),
        Column<UrlRow>.Text("reason", row => OutcomeName.Of(row.Outcome)),
        Column<UrlRow>.Number("status", row => row.Status),
        Column<UrlRow>.Number("attempts", row => row.Attempts),
        Column<UrlRow>.Number("depth", row => row.Depth),
        Column<UrlRow>.Text("foundOn", row => row.FoundOn),
    ];

    /// <summary>What of a page was left out at a limit, in words; null for nothing.</summary>
    private static string? Cut(PageFlags flags)
    {
        var cut = string.Join(' ', new[] { (Flag: PageFlags.BodyCut, Name: "body"), (Flag: PageFlags.LinksCut, Name: "links"), (Flag: PageFlags.ParseCut, Name: "time"), (Flag: PageFlags.LinksTooDeep, Name: "depth"), (Flag: PageFlags.LinksTrapped, Name: "traps"), (Flag: PageFlags.HostsCut, Name: "hosts") }
            .Where(limit => flags.HasFlag(limit.Flag)).Select(limit => limit.Name));
        return cut.Length == 0 ? null : cut;
    }

    private static string State(UrlRow row) => row.State.ToString().ToLowerInvariant();
}
