namespace Thresher.Web.Urls;

/// <summary>Single-dot and double-dot URL path segments (URL Standard, section 4.1), where a dot may stand as <c>%2e</c>.</summary>
internal static class DotSegment
{
    /// <summary>1 for a single-dot segment, 2 for a double-dot one, 0 for any other.</summary>
    public static int Dots(ReadOnlySpan<char> segment)
    {
        // "%2e%2e" is the longest.
        if (segment.IsEmpty || segment.Length > 6 || segment[0] is not ('.' or '%'))
        {
            return 0;
        }

        var dots = 0;
        while (!segment.IsEmpty)
        {
            var length = segment[0] == '.' ? 1 : segment is ['%', '2', 'e' or 'E', ..] ? 3 : 0;
            if (length == 0 || ++dots > 2)
            {
                return 0;
            }

            segment = segment[length..];
        }

        return dots;
    }
}
