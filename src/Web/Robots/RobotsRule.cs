namespace Thresher.Web.Robots;

/// <summary>One Allow or Disallow line.</summary>
/// <param name="Pattern">The pattern in normal form, see <see cref="RobotsPath"/>; never empty.</param>
/// <param name="Written">The pattern as the file writes it.</param>
/// <param name="Line">Its line, counted from 1.</param>
/// <param name="Allowed">Whether it is an Allow.</param>
internal sealed record RobotsRule(string Pattern, string Written, int Line, bool Allowed)
{
    /// <summary>How many characters precede the first wildcard: they are compared as they are.</summary>
    public int LiteralLength { get; } = Pattern.AsSpan().IndexOfAny('*', '$') is >= 0 and var special ? special : Pattern.Length;

    /// <summary>The pattern up to its first wildcard.</summary>
    public ReadOnlySpan<char> Literal => Pattern.AsSpan(0, LiteralLength);

    /// <summary>The longest pattern wins, then Allow, then the earlier line (RFC 9309 §2.2.2).</summary>
    public bool Outranks(RobotsRule other) => Compare(this, other) < 0;

    /// <summary>Orders rules by rank, the winner first.</summary>
    public static int Compare(RobotsRule left, RobotsRule right)
    {
        var byLength = right.Pattern.Length.CompareTo(left.Pattern.Length);
        var byKind = byLength != 0 ? byLength : right.Allowed.CompareTo(left.Allowed);
        return byKind != 0 ? byKind : left.Line.CompareTo(right.Line);
    }

    /// <summary>Whether the rest of a path matches, once its start equals <see cref="Literal"/>.</summary>
    /// <remarks>Each piece between two <c>*</c> is taken where it first occurs, which never needs to be taken back: no exponential time.</remarks>
    public bool MatchesAfterLiteral(ReadOnlySpan<char> path)
    {
        var rest = path[LiteralLength..];
        var pattern = Pattern.AsSpan(LiteralLength);
        var anchored = pattern is [.., '$'];
        pattern = anchored ? pattern[..^1] : pattern;
        if (pattern.IsEmpty)
        {
            return !anchored || rest.IsEmpty;
        }

        while (true)
        {
            pattern = pattern.TrimStart('*');
            var next = pattern.IndexOf('*');
            if (next < 0)
            {
                return anchored ? rest.EndsWith(pattern) : rest.IndexOf(pattern) >= 0;
            }

            var found = rest.IndexOf(pattern[..next]);
            if (found < 0)
            {
                return false;
            }

            rest = rest[(found + next)..];
            pattern = pattern[next..];
        }
    }
}
