namespace Thresher.Storage.Rules;

/// <summary>
/// How the crawls that a domain serves share what its window lacks. They take turns in order of their numbers, the first
/// to be asked rotates with the clock. In the first round each may have an equal part of what is then left; in the second
/// a crawl that still has something takes what the others could not use. None is given more than its limits allow, and one
/// that had less than its share is not asked again.
/// </summary>
/// <param name="max">URLs that the window lacks.</param>
/// <param name="now">Unix milliseconds.</param>
internal sealed class WindowSharing(int max, long now)
{
    private readonly List<(long Crawl, long Room)> _crawls = [];
    private int _turn;
    private int _given;

    /// <summary>Whether anything is still to be shared out.</summary>
    public bool HasTurn => _turn < 2 * _crawls.Count && _given < max;

    private int Current => (int)((_turn + (now / 1000)) % _crawls.Count);

    /// <summary>Adds a crawl that has something pending here; to be called in order of the crawls' numbers.</summary>
    /// <param name="crawl">The crawl.</param>
    /// <param name="room">How many more URLs it may have of this domain; below 1 for none.</param>
    public void Serve(long crawl, long room) => _crawls.Add((crawl, room));

    /// <summary>The crawl whose turn it is, and how many URLs it may have, perhaps none; they are taken from its budget.</summary>
    public (long Crawl, int Count) Share(PageBudgets budgets)
    {
        var (crawl, room) = _crawls[Current];
        var waiting = Math.Max(1, _crawls.Count - _turn);
        var part = (max - _given + waiting - 1) / waiting;
        return (crawl, budgets.Take(crawl, (int)Math.Clamp(room, 0, part)));
    }

    /// <summary>Ends the turn of <see cref="Share"/>.</summary>
    /// <param name="count">The share.</param>
    /// <param name="taken">How many URLs were found for it; what is left of the share goes back to the crawl's budget.</param>
    /// <param name="budgets">The budgets that the share was taken from.</param>
    public void End(int count, int taken, PageBudgets budgets)
    {
        var (crawl, room) = _crawls[Current];
        budgets.GiveBack(crawl, count - taken);
        _crawls[Current] = (crawl, taken < count ? 0 : room - taken);
        _given += taken;
        _turn++;
    }
}
