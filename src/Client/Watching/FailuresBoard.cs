using Spectre.Console;
using Spectre.Console.Rendering;
using Thresher.Client.Printing;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Client.Watching;

/// <summary>The live view's page of URLs that failed or wait for another try, each on one line.</summary>
internal static class FailuresBoard
{
    private const int Between = 2;

    /// <summary>The lines: the reason, when it is tried again, and as much of the URL's end as fits.</summary>
    public static IEnumerable<IRenderable> Lines(IReadOnlyList<UrlRow> rows, int width, int lines, TimeProvider time)
    {
        if (rows.Count == 0)
        {
            yield return new Text("nothing failed, and nothing waits for another try");
            yield break;
        }

        foreach (var row in rows.Take(lines))
        {
            var reason = $"{OutcomeName.Of(row.Outcome)}{(row.Status == 0 ? "" : $" {row.Status}")}{(row.State == UrlState.Retrying ? $", due {DueTime.Of(row.DueAt, time)}" : "")}";
            reason = Shortened.End(reason, width / 2);
            yield return new Text($"{reason}{new string(' ', Between)}{Shortened.Start(row.Url, width - reason.Length - Between)}");
        }
    }
}
