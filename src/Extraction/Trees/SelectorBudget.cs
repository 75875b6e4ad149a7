namespace Thresher.Extraction.Trees;

/// <summary>
/// How long the selectors of one page may be matched against its tree: some look at all siblings of an element, which on a flat list takes
/// time that grows with its square.
/// </summary>
internal sealed class SelectorBudget(TimeProvider time)
{
    private const int CheckEvery = 64;

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(20);

    private long _start;
    private int _matches;

    /// <summary>Counts an element that is about to be matched.</summary>
    /// <exception cref="TreeRefusedException">The time is up.</exception>
    public void Spend()
    {
        if (++_matches == 1)
        {
            _start = time.GetTimestamp();
        }
        else if (_matches % CheckEvery == 0 && time.GetElapsedTime(_start) > Most)
        {
            throw new TreeRefusedException($"the selectors take longer than {Most.TotalSeconds} s on this page: the rest was left out");
        }
    }
}
