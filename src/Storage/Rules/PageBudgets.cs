namespace Thresher.Storage.Rules;

/// <summary>How many more URLs each crawl with a page limit may lease: one account for all windows of a transaction.</summary>
internal sealed class PageBudgets
{
    private readonly Dictionary<long, long> _left = [];

    /// <summary>Whether the crawl's budget is set.</summary>
    public bool Has(long crawl) => _left.ContainsKey(crawl);

    /// <summary>Sets what a crawl has left, below 1 when its limit is reached. A crawl without a budget has no limit.</summary>
    public void Set(long crawl, long left) => _left[crawl] = left;

    /// <summary>Takes up to <paramref name="wanted"/>.</summary>
    /// <returns>How many it took.</returns>
    public int Take(long crawl, int wanted)
    {
        if (!_left.TryGetValue(crawl, out var left))
        {
            return wanted;
        }

        var taken = (int)Math.Clamp(left, 0, wanted);
        _left[crawl] = left - taken;
        return taken;
    }

    /// <summary>Returns what was taken and not used.</summary>
    public void GiveBack(long crawl, int unused)
    {
        if (_left.TryGetValue(crawl, out var left))
        {
            _left[crawl] = left + unused;
        }
    }
}
