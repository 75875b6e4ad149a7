using Thresher.Extraction.Elements;

namespace Thresher.Extraction.Selectors;

/// <summary>
/// Parts of a selector and the combinators between them. A match is looked for from the last part backwards, which is quickest on nearly
/// all pages; where that takes too many steps, all elements are matched in one pass in document order, whose time is linear.
/// </summary>
internal sealed class SelectorChain(FlatCompound[] parts, char[] combinators, bool usesScope)
{
    // A part is a bit of a number.
    private const int MostParts = 64;

    // As many steps as the pass would take, and some more, since most trees are small.
    private const int StepsAnElement = 4;
    private const int FreeSteps = 4096;

    /// <summary>The parts.</summary>
    public FlatCompound[] Parts => parts;

    /// <summary>The combinators: a blank, <c>&gt;</c>, <c>+</c> or <c>~</c>.</summary>
    public char[] Combinators => combinators;

    /// <summary>Whether it matches an element.</summary>
    public bool Matches(FlatTree tree, int element, int scope)
    {
        var last = parts.Length - 1;
        if (!parts[last].Matches(tree, element, scope))
        {
            return false;
        }

        if (last == 0)
        {
            return true;
        }

        var effort = tree.MemoOf(this, static _ => new Effort());
        if (effort.Matched is { } matched)
        {
            return matched[element];
        }

        effort.Most = usesScope || parts.Length > MostParts ? long.MaxValue : FreeSteps + ((long)StepsAnElement * tree.Count);
        if (MatchesBack(tree, element, scope, last, effort))
        {
            return true;
        }

        return effort.IsTooMuch && (effort.Matched = MatchAll(tree))[element];
    }

    private bool MatchesBack(FlatTree tree, int element, int scope, int part, Effort effort)
    {
        if (part == 0)
        {
            return true;
        }

        switch (combinators[part - 1])
        {
            case '>':
                return IsMatch(tree[element].Parent);
            case '+':
                return IsMatch(tree[element].Previous);
            case '~':
                for (var before = tree[element].Previous; before >= 0; before = tree[before].Previous)
                {
                    if (IsMatch(before))
                    {
                        return true;
                    }

                    if (effort.IsTooMuch)
                    {
                        return false;
                    }
                }

                return false;
            default:
                for (var above = tree[element].Parent; above >= 0; above = tree[above].Parent)
                {
                    if (IsMatch(above))
                    {
                        return true;
                    }

                    if (effort.IsTooMuch)
                    {
                        return false;
                    }
                }

                return false;
        }

        bool IsMatch(int other)
        {
            effort.Steps++;
            tree.Budget.Spend();
            return other >= 0 && parts[part - 1].Matches(tree, other, scope) && MatchesBack(tree, other, scope, part - 1, effort);
        }
    }

    /// <summary>All elements at once: what matches a part, and what stands above or before, is known when an element is reached.</summary>
    private bool[] MatchAll(FlatTree tree)
    {
        tree.Budget.Spend((long)tree.Count * parts.Length);
        var all = new bool[tree.Count];
        var (here, above, before) = (new ulong[tree.Count], new ulong[tree.Count], new ulong[tree.Count]);
        for (var element = 0; element < all.Length; element++)
        {
            if (tree[element].Parent is >= 0 and var parent)
            {
                above[element] = above[parent] | here[parent];
            }

            if (tree[element].Previous is >= 0 and var previous)
            {
                before[element] = before[previous] | here[previous];
            }

            for (var part = 0; part < parts.Length; part++)
            {
                if (IsPrepared(tree, element, part) && parts[part].Matches(tree, element, 0))
                {
                    here[element] |= 1UL << part;
                }
            }

            all[element] = here[element] >> (parts.Length - 1) != 0;
        }

        return all;

        bool IsPrepared(FlatTree tree, int element, int part) => part == 0 || ((1UL << (part - 1)) & combinators[part - 1] switch
        {
            '>' => tree[element].Parent is >= 0 and var parent ? here[parent] : 0,
            '+' => tree[element].Previous is >= 0 and var previous ? here[previous] : 0,
            '~' => before[element],
            _ => above[element],
        }) != 0;
    }

    /// <summary>What a chain has cost on a tree so far.</summary>
    private sealed class Effort
    {
        public long Steps { get; set; }

        public long Most { get; set; }

        public bool[]? Matched { get; set; }

        public bool IsTooMuch => Steps > Most;
    }
}
