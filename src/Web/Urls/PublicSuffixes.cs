namespace Thresher.Web.Urls;

/// <summary>
/// The Public Suffix List (publicsuffix.org), ICANN and private part: names under which people register domains of their own.
/// The embedded copy's first line tells its date; <c>update-public-suffixes.mjs</c> beside it writes a new one.
/// </summary>
internal sealed class PublicSuffixes
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _rules;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _wildcards;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _exceptions;

    private PublicSuffixes(IEnumerable<string> lines)
    {
        HashSet<string> rules = new(12_000, StringComparer.Ordinal), wildcards = new(StringComparer.Ordinal), exceptions = new(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            _ = line switch
            {
                ['#', ..] => false,
                ['!', ..] => exceptions.Add(line[1..]),
                ['*', '.', ..] => wildcards.Add(line[2..]),
                _ => rules.Add(line),
            };
        }

        (_rules, _wildcards, _exceptions) = (
            rules.GetAlternateLookup<ReadOnlySpan<char>>(), wildcards.GetAlternateLookup<ReadOnlySpan<char>>(), exceptions.GetAlternateLookup<ReadOnlySpan<char>>());
    }

    /// <summary>The embedded list.</summary>
    public static PublicSuffixes Read()
    {
        using var reader = new StreamReader(typeof(PublicSuffixes).Assembly.GetManifestResourceStream("Thresher.Web.Urls.PublicSuffixes.txt")!);
        return new PublicSuffixes(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>
    /// Length of the public suffix at the end of a name: the longest rule that matches decides, an exception before all; without
    /// one it is the last label.
    /// </summary>
    /// <param name="name">Lower-case ASCII without a trailing dot.</param>
    public int LengthIn(ReadOnlySpan<char> name)
    {
        for (var start = 0; ;)
        {
            var rest = name[start..];
            var dot = rest.IndexOf('.');
            if (dot < 0)
            {
                return rest.Length;
            }

            var label = start + dot + 1;
            if (_exceptions.Contains(rest))
            {
                return name.Length - label;
            }

            if (_rules.Contains(rest) || _wildcards.Contains(name[label..]))
            {
                return rest.Length;
            }

            start = label;
        }
    }
}
