using System.Globalization;
using Thresher.Client.Printing;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;

namespace Thresher.Client.Logging;

/// <summary>An attempt at a URL as a line of a crawl's log.</summary>
internal static class LogLine
{
    /// <summary>Time, status or outcome, bytes, milliseconds, depth, media type, URL, page it was found on, and when a failure is tried again.</summary>
    public static string Of(UrlEnd end)
    {
        var url = end.Url;
        var outcome = url.Status == 0 ? OutcomeName.Of(url.Outcome) : url.Outcome == FetchOutcome.Ok ? Number(url.Status) : $"{Number(url.Status)} {OutcomeName.Of(url.Outcome)}";
        var again = url is { State: UrlState.Retrying } ? $", is tried again{(url.DueAt > 0 ? $" at {Time(url.DueAt)}" : "")}" : "";
        var attempts = url.Attempts > 0 ? $", {Figures.Plural(url.Attempts, "failed attempt")}" : "";
        return $"{Time(end.EndedAt)} {outcome} {Or(end.Bytes is { } bytes ? $"{Number(bytes)} B" : null)} {Or(end.ElapsedMs is { } ms ? $"{Number(ms)} ms" : null)} depth {Number(url.Depth)} "
            + $"{Or(end.ContentType)} {url.Url}{(url.FoundOn is null ? "" : $" on {url.FoundOn}")}{attempts}{again}";
    }

    /// <summary>The line as JSON.</summary>
    public static string Json(UrlEnd end) => JsonText.Of(new LogDocument(
        DateTimeOffset.FromUnixTimeMilliseconds(end.EndedAt),
        end.Url.Url,
        end.Url.State.ToString().ToLowerInvariant(),
        OutcomeName.Of(end.Url.Outcome),
        end.Url.Status,
        end.Bytes,
        end.ElapsedMs,
        end.Url.Depth,
        end.Url.Attempts,
        end.Url.FoundOn,
        end.ContentType,
        end.Url is { State: UrlState.Retrying, DueAt: > 0 and var due } ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null));

    private static string Time(long unixMs) => Exporting.Columns.ExportTime.Of(DateTimeOffset.FromUnixTimeMilliseconds(unixMs));

    private static string Or(string? text) => text ?? "-";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
