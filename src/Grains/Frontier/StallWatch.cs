namespace Thresher.Grains.Frontier;

/// <summary>
/// Tells when a domain's pump has stood still for longer than anything it may be waiting for: a wake-up that got lost, a
/// step that never ends. Nobody should ever see it do so; it is what ends what nobody thought of. Single-threaded, but
/// may be read by any thread.
/// </summary>
internal sealed class StallWatch(TimeProvider time)
{
    /// <summary>Longer than any step takes, with a store that answers.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private long _due = time.GetTimestamp();

    /// <summary>Whether something should have happened long ago.</summary>
    public bool IsStalled => time.GetElapsedTime(Volatile.Read(ref _due)) > Patience;

    /// <summary>Something happened, and the next thing may take so long; what was given longer before keeps its time.</summary>
    public void Moved(TimeSpan next = default)
    {
        var due = time.GetTimestamp() + (long)(next.TotalSeconds * time.TimestampFrequency);
        Volatile.Write(ref _due, Math.Max(due, _due));
    }
}
