namespace Thresher.TestWeb.Generation;

/// <summary>Writes one link target in the many ways in which pages write links; all resolve to the same page.</summary>
internal sealed class LinkSpelling(SyntheticWebOptions options, HostNames names)
{
    private const int Forms = 5;
    private const int Dresses = 8;

    /// <summary>The URL as the page writes it, before HTML escaping.</summary>
    /// <param name="from">The page that holds the link; relative links start from it.</param>
    /// <param name="ordinal">The link's place on the page; another place, another spelling.</param>
    /// <param name="to">The page the link leads to.</param>
    public string Spell(PagePlan from, int ordinal, PageAddress to)
    {
        if (from.Kind == PageKind.Maze && to.Target.Length > from.Target.Length)
        {
            return to.Target[from.Target.Length..];
        }

        var roll = Dice.Roll(options.Seed, from.Host, from.Place, Purpose.Spelling + ordinal);
        var dress = (int)(roll % Dresses);
        var form = (int)((roll >> 32) % Forms);
        var dressed = Dress(dress, to.Target, ordinal);
        var url = to.Host == from.Host ? Near(form, from, dressed) : Far(form, to.Host, dressed);
        return dress == 7 ? $" {url}\n" : url;
    }

    private static string Dress(int dress, string target, int ordinal) => dress switch
    {
        1 => $"{target}#part-{ordinal}",
        2 => WithTracking(target),
        3 => $"{target}{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{(ordinal % 2 == 0 ? "gclid" : "fbclid")}=x{ordinal}",
        4 => $"/here/..{target}",
        5 => $"/.{target}",
        6 => Escaped(target),
        _ => target,
    };

    private string Near(int form, PagePlan from, string target) => form switch
    {
        0 => target,
        1 or 2 => Relative(from.Target, target),
        _ => Far(form, from.Host, target),
    };

    private string Far(int form, int host, string target) => form switch
    {
        3 => $"//{names.Authority(host)}{target}",
        4 => $"HTTP://{names.Authority(host).ToUpperInvariant()}{target}",
        _ => $"http://{names.Authority(host)}{target}",
    };

    private static string Relative(string from, string target)
    {
        var path = from.AsSpan(0, from.IndexOf('?') is >= 0 and var mark ? mark : from.Length);
        return $"./{string.Concat(Enumerable.Repeat("../", path.Count('/') - 1))}{target.AsSpan(1)}";
    }

    /// <summary>Tracking parameters come first where the page has parameters of its own.</summary>
    private static string WithTracking(string target)
    {
        const string tracking = "utm_source=mail&utm_medium=letter";
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? $"{target}?{tracking}" : $"{target[..mark]}?{tracking}&{target[(mark + 1)..]}";
    }

    /// <summary>Lower-case escapes where the path has escapes, else an unreserved character escaped without need.</summary>
    private static string Escaped(string target)
    {
        if (target.Contains('%', StringComparison.Ordinal))
        {
            return target.Replace("%C3%A9", "%c3%a9", StringComparison.Ordinal);
        }

        return target.Contains('~', StringComparison.Ordinal) ? target.Replace("~", "%7E", StringComparison.Ordinal)
            : target.Length > 1 ? $"/%{(int)target[1]:X2}{target.AsSpan(2)}"
            : target;
    }
}
