namespace Thresher.Web.Streams;

/// <summary>When reading a page must stop.</summary>
internal readonly struct Deadline(TimeProvider time, TimeSpan limit, CancellationToken cancellationToken)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Whether the time is up.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public bool HasPassed()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return time.GetElapsedTime(_start) > limit;
    }
}
