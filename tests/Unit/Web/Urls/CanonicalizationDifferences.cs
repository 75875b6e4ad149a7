using System.Text.RegularExpressions;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Urls;

/// <summary>
/// The named reasons why other libraries' canonical forms differ from ours. Each takes a distinction away from both results;
/// a case is explained when some of them together make the results equal.
/// </summary>
internal static partial class CanonicalizationDifferences
{
    private static readonly Canonicalizer Ours = new();

    /// <summary>Name to what both results become when the difference is set aside, in the order of application.</summary>
    private static readonly (string Name, Func<string, string> SetAside)[] Rules =
    [
        // They decode escapes we keep (reserved characters, escapes of escapes), or escape ':' and ',' in queries.
        ("escapes of reserved characters are not equal to the characters", DecodeRepeatedly),
        // Their output still has a fragment, userinfo, default port, dot segments, an empty path or raw characters.
        ("our rules applied to their output", Canonical),
        ("// is not collapsed", url => Slashes().Replace(url, "/")),
        ("a root dot belongs to the host", url => RootDot().Replace(url, "$1")),
        ("www. is part of the host", url => Www().Replace(url, "://")),
        ("https is not http", url => url.Replace("https://", "http://", StringComparison.Ordinal)),
        ("session identifiers are left to the user's list", WithoutSessions),
        ("a path's case counts", url => url.ToLowerInvariant()),
        ("a trailing slash counts", url => url.TrimEnd('/')),
        ("a semicolon at the end counts", url => url.TrimEnd(';')),
        ("a plus sign is not a space", url => url.Replace("%20", "+", StringComparison.Ordinal)),
        ("blank parameters count", WithoutBlank),
        ("queries are not sorted", Sorted),
        ("dots are a host name, no address", url => DotsHost().Replace(url, "://dots/")),
    ];

    /// <summary>The first rules that suffice to make the results equal, or null when all of them together do not.</summary>
    public static IReadOnlyList<string>? Explain(string ours, string theirs)
    {
        var needed = Rules.ToList();
        if (!AreEqual(needed))
        {
            return null;
        }

        foreach (var rule in Rules.Reverse())
        {
            needed.Remove(rule);
            if (!AreEqual(needed))
            {
                needed = [.. Rules.Where(r => r == rule || needed.Contains(r))];
            }
        }

        return [.. needed.Select(r => r.Name)];

        bool AreEqual(List<(string Name, Func<string, string> SetAside)> rules) =>
            rules.Aggregate(ours, (url, rule) => rule.SetAside(url)) == rules.Aggregate(theirs, (url, rule) => rule.SetAside(url));
    }

    private static string Canonical(string text) =>
        WebUrl.TryParse(text, null, out var url) ? Ours.Canonicalize(url) : text;

    private static string DecodeRepeatedly(string url)
    {
        for (var before = ""; before != url;)
        {
            before = url;
            url = Escape().Replace(url, m => Decoded((char)Convert.ToByte(m.Value[1..], 16), m.Value));
        }

        return url;

        static string Decoded(char c, string escape) => c is > ' ' and < '\u007F' and not ('#' or '?' or '%') || escape == "%25" ? c.ToString() : escape;
    }

    private static string WithoutSessions(string url) =>
        SessionSegment().Replace(PathSession().Replace(EmptyQuery().Replace(Parameters(url, p => p.Where(x => !Session().IsMatch(x))), ""), ""), "/");

    private static string WithoutBlank(string url) => EmptyQuery().Replace(
        Parameters(url, p => p.Select(x => x.TrimEnd('=')).Where(x => x.Contains('=') && x[0] != '=')), "");

    private static string Sorted(string url)
    {
        var separator = url.Contains(';') ? ';' : '&';
        return Parameters(url, p => p.Order(StringComparer.Ordinal), separator);
    }

    private static string Parameters(string url, Func<IEnumerable<string>, IEnumerable<string>> change, char separator = '&')
    {
        var mark = url.IndexOf('?');
        return mark < 0 ? url : url[..(mark + 1)] + string.Join(separator, change(url[(mark + 1)..].Split(separator)));
    }

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();

    [GeneratedRegex("(?<![:/?].*\\?.*)(?<!:)/{2,}(?=[^?]*(\\?|$))")]
    private static partial Regex Slashes();

    [GeneratedRegex("(://[^/]*?[^./])\\.+(?=/)")]
    private static partial Regex RootDot();

    [GeneratedRegex("://www\\d*\\.")]
    private static partial Regex Www();

    [GeneratedRegex("^(?i:.*sess(ion)?id.*|sid|cfid|cftoken)=")]
    private static partial Regex Session();

    [GeneratedRegex(";jsessionid=[^/?]*")]
    private static partial Regex PathSession();

    [GeneratedRegex("/\\((\\w\\()?[0-9a-z]{24}.*?\\)+/")]
    private static partial Regex SessionSegment();

    [GeneratedRegex("\\?$")]
    private static partial Regex EmptyQuery();

    [GeneratedRegex("://(\\.+|0\\.0\\.0\\.0)/")]
    private static partial Regex DotsHost();
}
