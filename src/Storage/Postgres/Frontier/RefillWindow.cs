using Thresher.Storage.Rows;
using Thresher.Storage.Rules;

namespace Thresher.Storage.Postgres.Frontier;

/// <summary>One domain's request in a group, and what it is given.</summary>
/// <param name="index">Place of the request in its group.</param>
/// <param name="request">What is asked.</param>
internal sealed class RefillWindow(int index, Refill request)
{
    private WindowSharing? _sharing;

    /// <summary>Place of the request in its group.</summary>
    public int Index => index;

    /// <summary>What it was given so far.</summary>
    public List<LeasedUrl> Leased { get; } = [];

    /// <inheritdoc cref="WindowSharing.HasTurn"/>
    public bool HasTurn => _sharing is { HasTurn: true };

    /// <inheritdoc cref="WindowSharing.Serve"/>
    /// <param name="crawl">The crawl.</param>
    /// <param name="room">How many more URLs it may have of this domain.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Serve(long crawl, long room, long now) => (_sharing ??= new WindowSharing(request.Max, now)).Serve(crawl, room);

    /// <inheritdoc cref="WindowSharing.Share"/>
    public WindowShare Share(PageBudgets budgets)
    {
        var (crawl, count) = _sharing!.Share(budgets);
        return new WindowShare(request.DomainId, crawl, count);
    }

    /// <summary>Takes what was found of a share, and ends the turn.</summary>
    public void Fill(WindowShare share, IEnumerable<LeasedUrl> taken, PageBudgets budgets)
    {
        var before = Leased.Count;
        Leased.AddRange(taken);
        _sharing!.End(share.Count, Leased.Count - before, budgets);
    }
}
