using System.Globalization;
using Thresher.Fetching;
using Thresher.Storage;

namespace Thresher.Client.Exporting;

/// <summary>What an exported record holds. Scripts rely on names and order: only add, at the end.</summary>
internal static class ExportRecords
{
    /// <summary>A stored page.</summary>
    public static void Page(RecordWriter writer, StoredPage row)
    {
        writer.Text("url", row.Url);
        writer.Number("status", row.Page.Status);
        writer.Text("contentType", row.Page.ContentType);
        writer.Text("title", row.Page.Title);
        writer.Number("depth", row.Depth);
        writer.Number("bytes", row.Page.Bytes);
        writer.Text("hash", row.Page.ContentHash.ToString("x32", CultureInfo.InvariantCulture));
        writer.Text("fetchedAt", Time(row.Page.FetchedAt));
        writer.Number("elapsedMs", row.Page.ElapsedMs);
        writer.Text("foundOn", row.FoundOn);
        writer.Text("canonical", row.Page.CanonicalLink);
        writer.Text("change", row.Change == PageChange.None ? null : row.Change.ToString().ToLowerInvariant());
        writer.Text("checkedAt", Time(row.Page.CheckedAt));
        writer.Text("duplicateOf", row.DuplicateOf);
        writer.Text("nearDuplicateOf", row.NearDuplicateOf);
        writer.Text("simhash", row.Page.SimHash?.ToString("x16", CultureInfo.InvariantCulture));
        if (row.Markdown is { } markdown)
        {
            writer.Text("markdown", markdown);
        }
    }

    /// <summary>A record extracted from a page.</summary>
    public static void Item(RecordWriter writer, StoredItem row)
    {
        writer.Text("url", row.Url);
        writer.Text("rule", row.Rule);
        writer.Number("ordinal", row.Ordinal);
        writer.Text("fetchedAt", Time(row.FetchedAt));
        writer.Json("item", row.Json);
        writer.Json("errors", row.Errors);
    }

    /// <summary>An accepted URL.</summary>
    public static void Link(RecordWriter writer, UrlRow row)
    {
        writer.Text("url", row.Url);
        writer.Text("foundOn", row.FoundOn);
        writer.Number("depth", row.Depth);
        writer.Text("state", row.State.ToString().ToLowerInvariant());
        writer.Text("outcome", row.Outcome == FetchOutcome.None ? null : OutcomeName.Of(row.Outcome));
        writer.Number("status", row.Status);
    }

    /// <summary>A failed or quarantined URL.</summary>
    public static void Failure(RecordWriter writer, UrlRow row)
    {
        writer.Text("url", row.Url);
        writer.Text("state", row.State.ToString().ToLowerInvariant());
        writer.Text("reason", OutcomeName.Of(row.Outcome));
        writer.Number("status", row.Status);
        writer.Number("attempts", row.Attempts);
        writer.Number("depth", row.Depth);
        writer.Text("foundOn", row.FoundOn);
    }

    private static string Time(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
