namespace Thresher.Jobs.Scope;

/// <summary>
/// Paths that go on for ever: too many segments, a segment or a sequence of them repeated too often in a row
/// (<c>/a/b/a/b/a/b</c>, as broken relative links make them), and calendars that lead ever further ahead.
/// </summary>
internal static class PathTrap
{
    private const int LastYear = 9999;

    /// <summary>Whether the path is too long or repeats itself.</summary>
    public static bool Repeats(ReadOnlySpan<char> path, int maxSegments, int maxRepeats)
    {
        Span<Range> segments = stackalloc Range[Math.Min(path.Length, 256)];
        var count = 0;
        foreach (var range in path.Split('/'))
        {
            if (range.End.Value == range.Start.Value)
            {
                continue;
            }

            if (++count > maxSegments)
            {
                return true;
            }

            if (count <= segments.Length)
            {
                segments[count - 1] = range;
            }
        }

        // Of paths beyond the buffer, which only a job with high limits admits, the beginning is looked at.
        segments = segments[..Math.Min(count, segments.Length)];
        for (var period = 1; period * (long)maxRepeats < segments.Length; period++)
        {
            if (Repeats(path, segments, period, maxRepeats))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the URL names a month further ahead than anybody has put anything: <c>/2031/07</c>, <c>?date=2031-07-01</c>, <c>?year=2031&amp;month=7</c>.</summary>
    /// <param name="pathAndQuery">Path and query.</param>
    /// <param name="lastYear">The last year that is not a trap.</param>
    public static bool IsFarAhead(ReadOnlySpan<char> pathAndQuery, int lastYear)
    {
        for (var at = pathAndQuery.IndexOfAnyInRange('0', '9'); at >= 0;)
        {
            var digits = DigitsAt(pathAndQuery[at..]);
            var year = digits is 4 or 6 or 8 ? int.Parse(pathAndQuery.Slice(at, 4), System.Globalization.CultureInfo.InvariantCulture) : 0;
            if (year > lastYear && year <= LastYear && StandsForAMonth(pathAndQuery[..at], pathAndQuery[(at + 4)..], digits))
            {
                return true;
            }

            at += digits;
            var next = pathAndQuery[at..].IndexOfAnyInRange('0', '9');
            at = next < 0 ? -1 : at + next;
        }

        return false;
    }

    private static bool Repeats(ReadOnlySpan<char> path, ReadOnlySpan<Range> segments, int period, int maxRepeats)
    {
        var same = 0;
        for (var i = period; i < segments.Length; i++)
        {
            same = path[segments[i]].SequenceEqual(path[segments[i - period]]) ? same + 1 : 0;
            if (same >= period * maxRepeats)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A year alone may be a product's number: a month must follow, or the parameter be called so.</summary>
    private static bool StandsForAMonth(ReadOnlySpan<char> before, ReadOnlySpan<char> after, int digits)
    {
        if (digits > 4)
        {
            // 203107 or 20310701, as a segment or a value of its own.
            return before is [.., '/' or '='] && IsMonth(after[..2]) && (after.Length == digits - 4 || after[digits - 4] is '/' or '&' or '?');
        }

        if (before.EndsWith("year=", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return before is [.., '/' or '=' or '-'] && after is ['/' or '-', _, ..] && after[1..] is var month
            && (DigitsAt(month) == 2 ? IsMonth(month[..2]) : DigitsAt(month) == 1 && month[0] != '0');
    }

    private static bool IsMonth(ReadOnlySpan<char> two) => two is ['0', >= '1' and <= '9'] or ['1', >= '0' and <= '2'];

    private static int DigitsAt(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
