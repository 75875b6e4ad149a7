namespace Thresher.Grains.Control;

/// <summary>
/// Bounds how often a crawl is looked at for completion, however often that is asked for: soon after the first question,
/// a while after the last look, and not put off by further questions. Single-threaded.
/// </summary>
internal sealed class CheckPace(TimeProvider time)
{
    /// <summary>Least wait after a question: those of the same moment are one.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    /// <summary>Least time between two looks.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(250);

    private long? _checkedAt;
    private bool _isAsked;

    /// <summary>Somebody asks for a look.</summary>
    /// <returns>In how long it is due; null when it is due already.</returns>
    public TimeSpan? Ask()
    {
        if (_isAsked)
        {
            return null;
        }

        _isAsked = true;
        var left = _checkedAt is { } at ? Apart - time.GetElapsedTime(at) : TimeSpan.Zero;
        return left > Soon ? left : Soon;
    }

    /// <summary>It is looked now.</summary>
    public void Checked() => (_isAsked, _checkedAt) = (false, time.GetTimestamp());
}
