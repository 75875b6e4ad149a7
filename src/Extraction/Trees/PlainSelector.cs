namespace Thresher.Extraction.Trees;

/// <summary>A CSS selector made ready for <see cref="PlainTree"/>s; matches what AngleSharp's own matches on its tree.</summary>
internal sealed class PlainSelector(IReadOnlyList<PlainSelector.Chain> alternatives)
{
    /// <summary>Whether it matches an element.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="element">The element.</param>
    /// <param name="scope">What <c>:scope</c> stands for; the root when there is no record's element.</param>
    public bool Matches(PlainTree tree, int element, int scope)
    {
        foreach (var chain in alternatives)
        {
            if (chain.Matches(tree, element, scope, chain.Parts.Length - 1))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Parts and the combinators between them.</summary>
    internal sealed record Chain(PlainCompound[] Parts, char[] Combinators)
    {
        public bool Matches(PlainTree tree, int element, int scope, int part) =>
            Parts[part].Matches(tree, element, scope) && (part == 0 || Combinators[part - 1] switch
            {
                '>' => tree[element].Parent is >= 0 and var parent && Matches(tree, parent, scope, part - 1),
                '+' => tree[element].Previous is >= 0 and var previous && Matches(tree, previous, scope, part - 1),
                '~' => MatchesBefore(tree, element, scope, part - 1),
                _ => MatchesAbove(tree, element, scope, part - 1),
            });

        private bool MatchesBefore(PlainTree tree, int element, int scope, int part)
        {
            for (var before = tree[element].Previous; before >= 0; before = tree[before].Previous)
            {
                if (Matches(tree, before, scope, part))
                {
                    return true;
                }
            }

            return false;
        }

        private bool MatchesAbove(PlainTree tree, int element, int scope, int part)
        {
            for (var above = tree[element].Parent; above >= 0; above = tree[above].Parent)
            {
                if (Matches(tree, above, scope, part))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
