using Thresher.Grains.Contracts;

namespace Thresher.Client.Printing;

/// <summary>A crawl's status in a few lines.</summary>
internal static class StatusText
{
    /// <summary>The lines for one crawl.</summary>
    /// <param name="snapshot">The crawl.</param>
    /// <param name="time">Tells how long it is to the next try.</param>
    public static IEnumerable<string> Of(CrawlSnapshot snapshot, TimeProvider time)
    {
        var s = snapshot.Status;
        yield return $"{s.Crawl}: {State(snapshot)}, {Figures.Plural(s.Fetched, "page")}, {Figures.Bytes(s.Bytes)} in {Figures.Time(TimeSpan.FromSeconds(s.Seconds))} ({Figures.Rate(s.PagesPerSecond)} pages/s)";
        foreach (var seed in snapshot.Seeds)
        {
            yield return $"  {TroubleText.Of(seed, time)}";
        }

        yield return $"  {Figures.Plural(s.Accepted, "URL")} = {Ledger(s)}";
        if (s is { RetryingFor: { } retrying, NextTry: { } next })
        {
            yield return $"  retrying: {string.Join(", ", retrying.Select(reason => $"{reason.Reason} {Figures.Count(reason.Count)}"))}; the next is due {DueTime.Of(next.ToUnixTimeMilliseconds(), time)}";
        }

        if (snapshot.Failures.Count > 0)
        {
            yield return $"  reasons: {string.Join(", ", snapshot.Failures.Select(reason => $"{reason.Reason} {Figures.Count(reason.Count)}"))}";
        }

        if (s is { Unchanged: { } unchanged, Changed: { } changed, Gone: { } gone })
        {
            yield return $"  last refresh: {Figures.Count(unchanged)} unchanged, {Figures.Count(changed)} changed, {Figures.Count(gone)} gone";
        }

        if (s.Items > 0)
        {
            var rules = snapshot.Rules.Where(rule => rule.Items > 0).Select(rule => $"{rule.Rule} {Figures.Count(rule.Items)}");
            var invalid = s.InvalidItems > 0 ? $", {Figures.Count(s.InvalidItems)} of them invalid" : "";
            yield return $"  {Figures.Plural(s.Items, "item")}{invalid}: {string.Join(", ", rules)}";
        }

        foreach (var warning in snapshot.Warnings)
        {
            yield return $"  warning: {warning}";
        }
    }

    /// <summary>The state, and that no server was reached where that is so.</summary>
    public static string State(CrawlSnapshot snapshot) => snapshot switch
    {
        { IsUnreached: false } => snapshot.Status.State,
        { Status.State: "complete" } => "complete, no seed could be reached",
        _ => $"{snapshot.Status.State}, no seed reached yet",
    };

    /// <summary>The ledger's sum, without the counts that are 0.</summary>
    private static string Ledger(CrawlStatus s)
    {
        (long Count, string Name)[] parts =
        [
            (s.Queued, "queued"), (s.Leased, "leased"), (s.Retrying, "retrying"), (s.Fetched, "fetched"), (s.Redirected, "redirected"),
            (s.Failed, "failed"), (s.Excluded, "excluded"), (s.Quarantined, "quarantined"),
        ];
        var present = parts.Where(part => part.Count > 0).Select(part => $"{Figures.Count(part.Count)} {part.Name}").ToArray();
        return present.Length == 0 ? "0" : string.Join(" + ", present);
    }
}
