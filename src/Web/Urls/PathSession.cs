namespace Thresher.Web.Urls;

/// <summary>
/// Session identifiers that servers write into paths for clients without cookies, such as crawlers: a site with them has
/// as many URLs as visits. <c>;jsessionid=…</c> and its like (Servlet containers, PHP), and the segment <c>(S(…))</c>
/// (ASP.NET, with A, F and X for its other cookies).
/// </summary>
internal static class PathSession
{
    private static readonly string[] Names = [";jsessionid=", ";phpsessid=", ";sessionid=", ";sessid=", ";sid="];

    /// <summary>Whether a path may contain one.</summary>
    public static bool MayHave(ReadOnlySpan<char> path) => path.ContainsAny(';', '(');

    /// <summary>Writes the path without them; a path without any is written unchanged.</summary>
    /// <returns>Characters written, at most the path's.</returns>
    public static int Strip(ReadOnlySpan<char> path, Span<char> output)
    {
        var length = 0;
        while (!path.IsEmpty)
        {
            var skipped = Length(path);
            if (skipped > 0)
            {
                path = path[skipped..];
                continue;
            }

            output[length++] = path[0];
            path = path[1..];
        }

        // A path that consists of its session only is the root.
        if (length == 0)
        {
            output[length++] = '/';
        }

        return length;
    }

    /// <summary>Length of the identifier that begins here; 0 when none does.</summary>
    private static int Length(ReadOnlySpan<char> path)
    {
        if (path[0] == ';')
        {
            foreach (var name in Names)
            {
                if (path.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                {
                    var end = path[name.Length..].IndexOfAny(';', '/');
                    return end < 0 ? path.Length : name.Length + end;
                }
            }
        }
        else if (path is ['/', '(', 'S' or 's' or 'A' or 'a' or 'F' or 'f' or 'X' or 'x', '(', ..])
        {
            var end = path[1..].IndexOf('/');
            var segment = end < 0 ? path : path[..(end + 1)];
            return segment.EndsWith("))") ? segment.Length : 0;
        }

        return 0;
    }
}
