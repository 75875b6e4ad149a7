using Thresher.Client.Printing;

namespace Thresher.Client.Watching;

/// <summary>Writes a line every few seconds, for logs and pipes.</summary>
internal sealed class LineView(TextWriter error) : IProgressView
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly HashSet<string> _told = [];
    private TimeSpan _next = FirstAfter;

    /// <inheritdoc/>
    public Task RunAsync(Func<Action<ProgressFrame>, Task> watching) => watching(Show);

    private void Show(ProgressFrame frame)
    {
        // The first failure of a seed is news, whenever the next line would be due.
        foreach (var seed in frame.Snapshot.Seeds.Where(seed => seed.DueAt is not null && _told.Add(seed.Url)))
        {
            error.WriteLine($"{Figures.Time(frame.Elapsed)}: {TroubleText.Of(seed, TimeProvider.System)}");
        }

        if (frame.Elapsed < _next)
        {
            return;
        }

        _next = frame.Elapsed + Interval;
        var s = frame.Snapshot.Status;
        var failed = s.Failed + s.Quarantined > 0 ? $", {Figures.Count(s.Failed + s.Quarantined)} failed" : "";
        error.WriteLine(
            $"{Figures.Time(frame.Elapsed)}: {s.Crawl} {StatusText.State(frame.Snapshot)}, {Figures.Plural(s.Fetched, "page")}, {Figures.Count(s.Queued + s.Leased + s.Retrying)} to do"
            + $"{failed}, {Figures.Rate(frame.PagesPerSecond)} pages/s, {Figures.Bytes(frame.BytesPerSecond)}/s, {frame.InFlight} in flight");
    }
}
