namespace Thresher.Client.Watching;

/// <summary>The rate of increasing counts over the last seconds.</summary>
internal sealed class RateWindow(TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);
    private readonly Queue<(long At, long Pages, long Bytes)> _samples = new();

    /// <summary>Adds a sample.</summary>
    /// <returns>Pages and bytes per second since the oldest sample of the window; zero for the first sample.</returns>
    public (double Pages, double Bytes) Add(long pages, long bytes)
    {
        var now = time.GetTimestamp();
        while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().At, now) > Span)
        {
            _samples.Dequeue();
        }

        _samples.Enqueue((now, pages, bytes));
        var oldest = _samples.Peek();
        var seconds = time.GetElapsedTime(oldest.At, now).TotalSeconds;
        return seconds <= 0 ? (0, 0) : (Math.Max(0, pages - oldest.Pages) / seconds, Math.Max(0, bytes - oldest.Bytes) / seconds);
    }
}
