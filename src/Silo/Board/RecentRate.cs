namespace Thresher.Silo.Board;

/// <summary>The rate of an increasing count over samples of the last ten seconds or so. Not thread-safe.</summary>
internal sealed class RecentRate(TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);

    private readonly Queue<(long At, long Count)> _looks = new();

    /// <summary>Adds a sample.</summary>
    /// <returns>Per second; null while the samples span too little time.</returns>
    public double? Sample(long count)
    {
        var now = time.GetTimestamp();
        _looks.Enqueue((now, count));

        // The oldest sample kept is the last one that is older than the span, unless it is far too old to describe the present.
        while (_looks.Count > 2 && time.GetElapsedTime(_looks.ElementAt(1).At, now) >= Span)
        {
            _looks.Dequeue();
        }

        if (_looks.Count > 1 && time.GetElapsedTime(_looks.Peek().At, now) > 3 * Span)
        {
            _looks.Dequeue();
        }

        var (since, before) = _looks.Peek();
        var elapsed = time.GetElapsedTime(since, now);
        return elapsed < Shortest ? null : Math.Round(Math.Max(0, count - before) / elapsed.TotalSeconds, 2);
    }
}
