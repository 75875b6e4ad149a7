using System.Diagnostics.CodeAnalysis;

namespace Thresher.Web.Urls;

/// <summary>
/// The fast path for nearly all links: text that the standard's parser would leave unchanged. Decides by a few vectorised
/// searches, allocates one string and one object, and leaves every doubtful case to <see cref="UrlParser"/>.
/// </summary>
internal static class CleanUrl
{
    /// <summary>False means undecided, not invalid.</summary>
    public static bool TryParse(ReadOnlySpan<char> input, WebUrl? baseUrl, [NotNullWhen(true)] out WebUrl? url)
    {
        url = null;
        if (input.IsEmpty)
        {
            return false;
        }

        if (input[0] == 'h' && HostStart(input) is > 0 and var hostStart)
        {
            return TryParseAbsolute(input, hostStart, out url);
        }

        return baseUrl is not null && TryParseRelative(input, baseUrl, out url);
    }

    private static bool TryParseAbsolute(ReadOnlySpan<char> input, int hostStart, [NotNullWhen(true)] out WebUrl? url)
    {
        url = null;
        var rest = input[hostStart..];
        var hostLength = rest.IndexOfAnyExcept(HostParser.Clean);
        hostLength = hostLength < 0 ? rest.Length : hostLength;
        var tail = rest[hostLength..];
        if (hostLength == 0 || tail is [not ('/' or '?' or '#'), ..] || IPv4Host.EndsInNumber(rest[..hostLength])
            || !TryMeasureTail(tail, out var query, out var fragment))
        {
            return false;
        }

        var pathStart = hostStart + hostLength;
        var shift = tail is ['/', ..] ? 0 : 1;
        var href = shift == 0 ? input.ToString() : string.Concat(input[..pathStart], "/", tail);
        var layout = new UrlLayout(
            hostStart, pathStart, pathStart, pathStart + query + shift, pathStart + fragment + shift, hostStart == 8 ? 443 : 80);
        url = new WebUrl(href, layout, sameAuthority: null);
        return true;
    }

    private static bool TryParseRelative(ReadOnlySpan<char> input, WebUrl baseUrl, [NotNullWhen(true)] out WebUrl? url)
    {
        url = null;
        ref readonly var start = ref baseUrl.Layout;
        int kept;
        switch (input[0])
        {
            case '/':
                kept = start.PathStart;
                if (input is [_, '/' or '\\', ..])
                {
                    return false;
                }

                break;
            case '?' or '#' or '.':
                return false;
            default:
                // A colon before any delimiter may end a scheme; a leading escape may be a dot.
                if (input[0] == '%' || input.IndexOfAny('/', ':', '?') is >= 0 and var mark && input[mark] == ':')
                {
                    return false;
                }

                kept = start.PathStart + baseUrl.PathSpan.LastIndexOf('/') + 1;
                break;
        }

        if (!TryMeasureTail(input, out var query, out var fragment))
        {
            return false;
        }

        var layout = start with { QueryStart = kept + query, FragmentStart = kept + fragment };
        url = new WebUrl(string.Concat(baseUrl.Href.AsSpan(0, kept), input), layout, baseUrl);
        return true;
    }

    // Finds where query and fragment begin, if nothing in the text would be rewritten.
    private static bool TryMeasureTail(ReadOnlySpan<char> tail, out int query, out int fragment)
    {
        query = fragment = tail.Length;
        if (tail.IndexOfAnyExcept(PercentEncoding.KeptEverywhere) >= 0)
        {
            return false;
        }

        var path = tail;
        var mark = tail.IndexOfAny('?', '#');
        if (mark >= 0)
        {
            path = tail[..mark];
            query = mark;
            fragment = tail[mark] == '#' ? mark : tail.IndexOf('#') is >= 0 and var hash ? hash : tail.Length;
        }

        // "/." and "/%2e" may begin a dot segment.
        return path.IndexOf("/.", StringComparison.Ordinal) < 0 && path.IndexOf("/%2", StringComparison.Ordinal) < 0;
    }

    private static int HostStart(ReadOnlySpan<char> input) =>
        input.StartsWith("https://", StringComparison.Ordinal) ? 8 : input.StartsWith("http://", StringComparison.Ordinal) ? 7 : 0;
}
