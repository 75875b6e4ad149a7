using System.Globalization;

namespace Thresher.Web.Pages;

/// <summary>Reads comma-separated robots rules of meta elements and headers. Unknown rules are ignored.</summary>
internal static class MetaRobots
{
    // A longer text is not a list of rules.
    private const int LongestList = 4_096;

    private static readonly string[] DateFormats =
    [
        "d MMM yyyy H:mm:ss", "d MMM yyyy H:mm", "d MMM yyyy", "d-MMM-yyyy H:mm:ss", "d-MMM-yy H:mm:ss",
        "ddd, d MMM yyyy H:mm:ss", "dddd, d-MMM-yy H:mm:ss", "dddd, d MMM yyyy H:mm:ss",
    ];

    /// <summary>Parses a list of rules.</summary>
    /// <param name="list">The list.</param>
    /// <param name="agent">Whom rules after <c>agent:</c> must name to count; null where the list names no agents.</param>
    public static PageDirectives Parse(ReadOnlySpan<char> list, string? agent)
    {
        list = list[..Math.Min(list.Length, LongestList)];
        var rules = PageRules.None;
        DateTimeOffset? until = null;
        var applies = true;
        while (!list.IsEmpty)
        {
            var item = Cut(ref list);
            var colon = item.IndexOf(':');
            var name = (colon < 0 ? item : item[..colon]).Trim();
            if (name.Equals("unavailable_after", StringComparison.OrdinalIgnoreCase) && colon >= 0)
            {
                var date = Date(item[(colon + 1)..], ref list);
                if (applies && date is not null && !(date >= until))
                {
                    until = date;
                }

                continue;
            }

            // "max-image-preview:none" names a limit, not an agent; its value is not a rule.
            if (colon >= 0 && IsValued(name))
            {
                continue;
            }

            if (colon >= 0 && agent is not null)
            {
                applies = name.Equals(agent, StringComparison.OrdinalIgnoreCase);
                name = item[(colon + 1)..].Trim();
                if (name.Contains(':'))
                {
                    // The agent's first rule has a value of its own: read it as an item.
                    list = $"{name},{list}";
                    continue;
                }
            }

            rules |= applies ? RuleOf(name) : PageRules.None;
        }

        return new(rules, until);
    }

    private static PageRules RuleOf(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[16];
        return name.Length > lower.Length || name.ToLowerInvariant(lower) < 0
            ? PageRules.None
            : lower[..name.Length] switch
            {
                "noindex" => PageRules.NoIndex,
                "nofollow" => PageRules.NoFollow,
                "none" => PageRules.NoIndex | PageRules.NoFollow,
                "noarchive" or "nocache" => PageRules.NoArchive,
                "nosnippet" => PageRules.NoSnippet,
                "notranslate" => PageRules.NoTranslate,
                "noimageindex" => PageRules.NoImageIndex,
                "indexifembedded" => PageRules.IndexIfEmbedded,
                _ => PageRules.None,
            };
    }

    private static bool IsValued(ReadOnlySpan<char> name) =>
        name.StartsWith("max-", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Cut(scoped ref ReadOnlySpan<char> list)
    {
        var comma = list.IndexOf(',');
        var item = (comma < 0 ? list : list[..comma]).Trim();
        list = comma < 0 ? default : list[(comma + 1)..];
        return item;
    }

    // "Friday, 25-Jun-10 15:00:00 PST" has a comma of its own.
    private static DateTimeOffset? Date(ReadOnlySpan<char> text, scoped ref ReadOnlySpan<char> list)
    {
        if (DateOf(text.Trim()) is { } date)
        {
            return date;
        }

        var rest = list;
        date = DateOf($"{text}, {Cut(ref rest)}".AsSpan().Trim()) ?? default;
        if (date == default)
        {
            return null;
        }

        list = rest;
        return date;
    }

    private static DateTimeOffset? DateOf(ReadOnlySpan<char> text)
    {
        var blank = text.LastIndexOf(' ');
        var zone = ZoneOf(text[(blank + 1)..]);
        if (zone is { } hours
            && DateTime.TryParseExact(text[..blank], DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var local)
            && local.Year > 1)
        {
            return new(local, TimeSpan.FromHours(hours));
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var date) ? date : null;
    }

    // The zones of RFC 822 section 5.1; hours east of Greenwich.
    private static int? ZoneOf(ReadOnlySpan<char> zone) => zone switch
    {
        "GMT" or "UTC" or "UT" or "Z" => 0,
        "EDT" => -4,
        "EST" or "CDT" => -5,
        "CST" or "MDT" => -6,
        "MST" or "PDT" => -7,
        "PST" => -8,
        "CET" => 1,
        "CEST" => 2,
        _ => null,
    };
}
