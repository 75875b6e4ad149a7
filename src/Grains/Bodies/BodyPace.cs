namespace Thresher.Grains.Bodies;

/// <summary>
/// Whether a body comes too slowly to be waited for: less than a rate over a time, looked at once a second. A body that
/// drips holds memory for as long as it is let.
/// </summary>
/// <param name="bytesPerSecond">The least rate; 0 for none.</param>
internal sealed class BodyPace(long bytesPerSecond)
{
    /// <summary>How often it is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Seconds over which the rate counts: servers pause while they work out the next part.</summary>
    public const int Window = 20;

    /// <summary>The same while other bodies wait for memory.</summary>
    public const int ShortWindow = 5;

    private readonly Queue<long> _samples = new();
    private long _bytes;
    private int _waits;

    /// <summary>Bytes that have come so far.</summary>
    public void Came(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>We do not read, so the server cannot send: the time does not count.</summary>
    public void Waits() => Interlocked.Increment(ref _waits);

    /// <summary>We read again.</summary>
    public void Reads() => Interlocked.Decrement(ref _waits);

    /// <summary>Looks, once each <see cref="Interval"/>.</summary>
    /// <param name="isShort">Whether others wait for memory.</param>
    /// <returns>Whether it is too slow.</returns>
    public bool Look(bool isShort)
    {
        if (bytesPerSecond == 0 || Volatile.Read(ref _waits) > 0)
        {
            _samples.Clear();
            return false;
        }

        var now = Interlocked.Read(ref _bytes);
        _samples.Enqueue(now);
        if (_samples.Count > Window + 1)
        {
            _samples.Dequeue();
        }

        var window = isShort ? ShortWindow : Window;
        return _samples.Count > window && now - _samples.ElementAt(_samples.Count - 1 - window) < bytesPerSecond * window;
    }
}
