using System.Globalization;

namespace Thresher.TestWeb.Generation;

/// <summary>The paths of all pages, and the way back from a path to its page.</summary>
internal sealed class PagePaths(SyntheticWebOptions options, HostPlan[] hosts)
{
    private const string BehindSlug = "behind";
    private const string ItemSlug = "items";

    /// <summary>The calendar's month at step 0: January 2000.</summary>
    private const long FirstMonth = 2000 * 12;

    public PagePlan Entry(int host, int index)
    {
        var kind = hosts[host].KindOf(index);
        var target = index == 0 ? "/" : kind switch
        {
            PageKind.Page => $"/p/{index}{Ending(index)}",
            PageKind.Maze => $"/maze/{index}/",
            _ => $"/{kind.Slug()}/{index}",
        };
        return new PagePlan(new PageAddress(host, target), index, kind, PagePart.Entry, 0);
    }

    public PagePlan Behind(int host, int index) =>
        new(new PageAddress(host, $"/{BehindSlug}/{index}"), index, hosts[host].KindOf(index), PagePart.Behind, 0);

    /// <summary>The redirect after <paramref name="step"/> others.</summary>
    public PagePlan Hop(int host, int index, long step)
    {
        var kind = hosts[host].KindOf(index);
        var part = kind == PageKind.RedirectEndless ? PagePart.Deep : PagePart.Hop;
        return new PagePlan(new PageAddress(host, $"/{kind.Slug()}/{index}/{step}"), index, kind, part, step);
    }

    /// <summary>A URL inside a trap.</summary>
    public PagePlan Deep(int host, int index, long step)
    {
        var kind = hosts[host].KindOf(index);
        var target = kind switch
        {
            PageKind.Calendar => $"/calendar/{index}/{(FirstMonth + step) / 12:D4}-{(FirstMonth + step) % 12 + 1:D2}",
            PageKind.Maze => MazePath(index, step),
            _ => $"/session/{index}?sid={step:x16}",
        };
        return new PagePlan(new PageAddress(host, target), index, kind, PagePart.Deep, step);
    }

    /// <summary>Whether the calendar has an earlier month; years start at 1.</summary>
    public static bool HasPreviousMonth(long step) => FirstMonth + step > 12;

    /// <summary>How many redirects follow the first one of a chain: 1 to 3.</summary>
    public int HopsOf(int host, int index) => hosts[host].KindOf(index) switch
    {
        PageKind.RedirectChain => 1 + Dice.Roll(options.Seed, host, index, Purpose.ChainLength, 3),
        PageKind.RedirectLoop => 1,
        _ => 0,
    };

    /// <summary>The page at a path and query in canonical spelling, or null.</summary>
    public PagePlan? Find(int host, string target)
    {
        if (target == "/")
        {
            return Entry(host, 0);
        }

        var slugEnd = target.IndexOf('/', 1);
        if (target[0] != '/' || slugEnd < 0)
        {
            return null;
        }

        var slug = target.AsSpan(1, slugEnd - 1);
        var numberLength = target.AsSpan(slugEnd + 1).IndexOfAnyExceptInRange('0', '9');
        var number = numberLength < 0 ? target.AsSpan(slugEnd + 1) : target.AsSpan(slugEnd + 1, numberLength);
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var found = slug.SequenceEqual(ItemSlug)
            ? new PagePlan(new PageAddress(host, target), 0, PageKind.Page, PagePart.Item, index)
            : FindNumbered(host, slug, index, target.AsSpan(slugEnd + 1 + number.Length));
        // Only the one spelling counts: /p/012 and /items/7/x do not exist.
        return found is { Part: PagePart.Item }
            ? target == $"/{ItemSlug}/{index}" ? found : null
            : found?.Target == target ? found : null;
    }

    private PagePlan? FindNumbered(int host, ReadOnlySpan<char> slug, long number, ReadOnlySpan<char> rest)
    {
        var plan = hosts[host];
        if (number < 1 || number >= plan.Count)
        {
            return null;
        }

        var index = (int)number;
        if (slug.SequenceEqual(BehindSlug))
        {
            return plan.KindOf(index).HasPageBehind() ? Behind(host, index) : null;
        }

        if (!PageKindTraits.TryParseSlug(slug, out var kind) || plan.KindOf(index) != kind)
        {
            return null;
        }

        return rest.IsEmpty || kind == PageKind.Page || (kind == PageKind.Maze && rest is "/")
            ? Entry(host, index)
            : FindInside(host, index, kind, rest);
    }

    private PagePlan? FindInside(int host, int index, PageKind kind, ReadOnlySpan<char> rest)
    {
        switch (kind)
        {
            case PageKind.RedirectChain or PageKind.RedirectLoop or PageKind.RedirectEndless:
                return long.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
                    && step > 0 && (kind == PageKind.RedirectEndless || step <= HopsOf(host, index))
                    ? Hop(host, index, step)
                    : null;
            case PageKind.Calendar when rest.LastIndexOf('-') is > 1 and var dash:
                return int.TryParse(rest[1..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
                    && int.TryParse(rest[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var month)
                    ? Deep(host, index, year * 12L + month - 1 - FirstMonth)
                    : null;
            case PageKind.Maze:
                return Deep(host, index, rest.Count('/') - 1);
            case PageKind.Session when rest.StartsWith("?sid="):
                return long.TryParse(rest[5..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var session)
                    ? Deep(host, index, session)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>Some pages have an escape, a tilde or parameters in their address.</summary>
    private static string Ending(int index) => (index % 16) switch
    {
        5 => "/caf%C3%A9",
        7 => "/~home",
        9 => "?view=full&lang=en",
        _ => "",
    };

    private static string MazePath(int index, long step)
    {
        var (odd, even) = index % 2 == 0 ? ("more/", "more/") : ("left/", "right/");
        return $"/maze/{index}/" + string.Concat(Enumerable.Range(1, (int)step).Select(level => level % 2 == 1 ? odd : even));
    }
}
