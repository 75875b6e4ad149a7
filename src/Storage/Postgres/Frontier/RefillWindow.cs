using Thresher.Storage.Rows;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>
/// How the crawls that a domain serves share its window: in turns, each what is left divided by those still to come, and
/// in a second round what others could not use; never more than a crawl's limits allow.
/// </summary>
/// <param name="index">Place of the request in its group.</param>
/// <param name="request">What is asked.</param>
internal sealed class RefillWindow(int index, Refill request)
{
    private readonly List<(long Crawl, long Room)> _crawls = [];
    private long _now;

    /// <summary>Place of the request in its group.</summary>
    public int Index => index;

    /// <summary>What it was given so far.</summary>
    public List<LeasedUrl> Leased { get; } = [];

    /// <summary>Adds a crawl that has something pending here, and how much more the host may have of it.</summary>
    public void Serve(long crawl, long room, long now)
    {
        _crawls.Add((crawl, room));
        _now = now;
    }

    /// <summary>Whether anything is still to be shared out in this turn.</summary>
    public bool HasTurn(int turn) => turn < 2 * _crawls.Count && Leased.Count < request.Max;

    /// <summary>The crawl whose turn it is, and how much it may have. The first to be asked rotates with the clock.</summary>
    public WindowShare Share(int turn, Dictionary<long, long> limits)
    {
        var (crawl, room) = _crawls[At(turn)];
        var waiting = Math.Max(1, _crawls.Count - turn);
        var left = limits.GetValueOrDefault(crawl, long.MaxValue);
        var share = (int)Math.Max(0, Math.Min((request.Max - Leased.Count + waiting - 1) / waiting, Math.Min(room, left)));
        if (limits.ContainsKey(crawl))
        {
            limits[crawl] = left - share;
        }

        return new WindowShare(request.DomainId, crawl, share);
    }

    /// <summary>Takes what was found of a share; what was not goes back to the crawl's limit.</summary>
    public void Fill(WindowShare share, List<LeasedUrl> taken, Dictionary<long, long> limits)
    {
        Leased.AddRange(taken);
        var at = _crawls.FindIndex(crawl => crawl.Crawl == share.Crawl);
        _crawls[at] = (share.Crawl, taken.Count < share.Count ? 0 : _crawls[at].Room - taken.Count);
        if (limits.TryGetValue(share.Crawl, out var left))
        {
            limits[share.Crawl] = left + share.Count - taken.Count;
        }
    }

    private int At(int turn) => (int)((turn + (_now / 1000)) % _crawls.Count);
}
