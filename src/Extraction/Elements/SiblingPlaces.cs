namespace Thresher.Extraction.Elements;

/// <summary>
/// Where each element of a tree stands among its siblings, from 1, counted from either end and among all or those of its type: computed
/// once, in linear time, where a search for each element would take time that grows with the square of a long list.
/// </summary>
internal sealed class SiblingPlaces
{
    private readonly int[] _fromFirst;
    private readonly int[] _fromLast;
    private readonly int[] _ofTypeFromFirst;
    private readonly int[] _ofTypeFromLast;

    /// <summary>Counts the siblings of a tree.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    public SiblingPlaces(FlatTree tree)
    {
        tree.Budget.Spend(2L * tree.Count);
        _fromFirst = new int[tree.Count];
        _fromLast = new int[tree.Count];
        _ofTypeFromFirst = new int[tree.Count];
        _ofTypeFromLast = new int[tree.Count];
        var counts = new TypeCounts();
        for (var parent = 0; parent < tree.Count; parent++)
        {
            var end = tree[parent].Next;
            var all = 0;
            for (var child = parent + 1; child < end; child = tree[child].Next)
            {
                _fromFirst[child] = ++all;
                _ofTypeFromFirst[child] = ++counts.Of(tree.TypeOf(child), parent);
            }

            for (var child = parent + 1; child < end; child = tree[child].Next)
            {
                _fromLast[child] = all + 1 - _fromFirst[child];
                _ofTypeFromLast[child] = counts.Of(tree.TypeOf(child), parent) + 1 - _ofTypeFromFirst[child];
            }
        }
    }

    /// <summary>An element's place.</summary>
    /// <param name="element">The element; not the root, which has no siblings.</param>
    /// <param name="ofType">Whether only siblings of its type count.</param>
    /// <param name="fromLast">Whether it is counted from the last.</param>
    public int Of(int element, bool ofType, bool fromLast) =>
        (ofType ? fromLast ? _ofTypeFromLast : _ofTypeFromFirst : fromLast ? _fromLast : _fromFirst)[element];

    /// <summary>Counts by type, begun anew for each parent without a pass over all types.</summary>
    private sealed class TypeCounts
    {
        private int[] _parents = [];
        private int[] _counts = [];

        public ref int Of(int type, int parent)
        {
            if (type >= _parents.Length)
            {
                var before = _parents.Length;
                Array.Resize(ref _parents, (type * 2) + 16);
                Array.Resize(ref _counts, _parents.Length);
                _parents.AsSpan(before).Fill(-1);
            }

            if (_parents[type] != parent)
            {
                (_parents[type], _counts[type]) = (parent, 0);
            }

            return ref _counts[type];
        }
    }
}
