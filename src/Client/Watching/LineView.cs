using Thresher.Client.Printing;

namespace Thresher.Client.Watching;

/// <summary>Writes a line every few seconds, for logs and pipes.</summary>
internal sealed class LineView(TextWriter error) : IProgressView
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private TimeSpan _next = FirstAfter;

    /// <inheritdoc/>
    public Task RunAsync(Func<Action<ProgressFrame>, Task> watching) => watching(Show);

    private void Show(ProgressFrame frame)
    {
        if (frame.Elapsed < _next)
        {
            return;
        }

        _next = frame.Elapsed + Interval;
        var s = frame.Snapshot.Status;
        var failed = s.Failed + s.Quarantined > 0 ? $", {Figures.Count(s.Failed + s.Quarantined)} failed" : "";
        error.WriteLine(
            $"{Figures.Time(frame.Elapsed)}: {s.Crawl} {s.State}, {Figures.Count(s.Fetched)} pages, {Figures.Count(s.Queued + s.Leased + s.Retrying)} to do"
            + $"{failed}, {Figures.Rate(frame.PagesPerSecond)} pages/s, {Figures.Bytes(frame.BytesPerSecond)}/s, {frame.InFlight} in flight");
    }
}
