using Thresher.Grains.Contracts;

namespace Thresher.Client.Printing;

/// <summary>A crawl's status in a few lines.</summary>
internal static class StatusText
{
    /// <summary>The lines for one crawl.</summary>
    public static IEnumerable<string> Of(CrawlSnapshot snapshot)
    {
        var s = snapshot.Status;
        yield return $"{s.Crawl}: {s.State}, {Figures.Count(s.Fetched)} pages, {Figures.Bytes(s.Bytes)} in {Figures.Time(TimeSpan.FromSeconds(s.Seconds))} ({Figures.Rate(s.PagesPerSecond)} pages/s)";
        yield return $"  {Figures.Count(s.Accepted)} URLs = {Ledger(s)}";
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
