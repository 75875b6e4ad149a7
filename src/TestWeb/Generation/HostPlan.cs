namespace Thresher.TestWeb.Generation;

/// <summary>Which page of one host is of which kind, and the tree that reaches all of them from the root.</summary>
/// <remarks>Ordinary pages form a tree of bounded depth; special pages hang from them one by one, evenly spread, so
/// that no page is reachable only through one that fails.</remarks>
internal sealed class HostPlan
{
    private readonly byte[] _kinds;
    private readonly int[] _rank;
    private readonly int[] _carriers;
    private readonly int[] _leaves;
    private readonly int _branching;

    public HostPlan(SyntheticWebOptions options, int host)
    {
        _kinds = DrawKinds(options, host);
        _rank = new int[_kinds.Length];
        _carriers = Ranked(kind => kind.CarriesTree());
        _leaves = Ranked(kind => !kind.CarriesTree() && kind != PageKind.Orphan);
        // Four at least: a million pages then lie within ten links of the root.
        _branching = Math.Max(4, options.LinksPerPage / 2);
    }

    /// <summary>Number of pages, the root included.</summary>
    public int Count => _kinds.Length;

    /// <summary>The pages that carry the tree, the root first.</summary>
    public ReadOnlySpan<int> Carriers => _carriers;

    /// <summary>Number of pages that something links to.</summary>
    public int LinkedCount => _carriers.Length + _leaves.Length;

    public PageKind KindOf(int index) => (PageKind)_kinds[index];

    /// <summary>One of the pages that something links to.</summary>
    /// <param name="draw">From 0 to <see cref="LinkedCount"/> - 1.</param>
    public int Linked(int draw) => draw < _carriers.Length ? _carriers[draw] : _leaves[draw - _carriers.Length];

    /// <summary>The pages that are reached from the root through this one.</summary>
    public IEnumerable<int> ChildrenOf(int carrier)
    {
        var rank = _rank[carrier];
        var first = (long)rank * _branching + 1;
        for (var child = first; child < first + _branching && child < _carriers.Length; child++)
        {
            yield return _carriers[child];
        }

        for (var leaf = rank; leaf < _leaves.Length; leaf += _carriers.Length)
        {
            yield return _leaves[leaf];
        }
    }

    private static byte[] DrawKinds(SyntheticWebOptions options, int host)
    {
        var kinds = new byte[options.PagesPerHost];
        var special = options.Shares.Where(share => share.Value > 0).OrderBy(share => share.Key).ToArray();
        var next = 1;
        for (var turn = 0; turn < special.Length; turn++)
        {
            // Each host starts with another kind: on hosts too small for all kinds, all occur somewhere.
            var (kind, share) = special[(turn + host) % special.Length];
            var count = Math.Max(1, (int)Math.Round(share * kinds.Length));
            for (; count > 0 && next < kinds.Length; count--)
            {
                kinds[next++] = (byte)kind;
            }
        }

        for (var last = kinds.Length - 1; last > 1; last--)
        {
            var other = 1 + (int)(Dice.Roll(options.Seed, host, last, Purpose.Shuffle) % (uint)last);
            (kinds[last], kinds[other]) = (kinds[other], kinds[last]);
        }

        return kinds;
    }

    private int[] Ranked(Predicate<PageKind> belongs)
    {
        var pages = new List<int>();
        for (var index = 0; index < _kinds.Length; index++)
        {
            if (belongs(KindOf(index)))
            {
                _rank[index] = pages.Count;
                pages.Add(index);
            }
        }

        return [.. pages];
    }
}
