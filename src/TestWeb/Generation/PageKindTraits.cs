using System.Collections.Frozen;

namespace Thresher.TestWeb.Generation;

/// <summary>What follows from a page's kind alone.</summary>
internal static class PageKindTraits
{
    private static readonly string[] Slugs = BuildSlugs();

    private static readonly FrozenDictionary<string, PageKind> Kinds =
        Enum.GetValues<PageKind>().ToFrozenDictionary(kind => Slugs[(int)kind]);

    private static readonly FrozenDictionary<string, PageKind>.AlternateLookup<ReadOnlySpan<char>> KindsBySpan =
        Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The first path segment of pages of this kind.</summary>
    public static string Slug(this PageKind kind) => Slugs[(int)kind];

    public static bool TryParseSlug(ReadOnlySpan<char> slug, out PageKind kind) => KindsBySpan.TryGetValue(slug, out kind);

    /// <summary>Inner nodes of a host's spanning tree: always served, at once, and their links followed by everyone.</summary>
    public static bool CarriesTree(this PageKind kind) => kind is PageKind.Page or PageKind.Encoded;

    /// <summary>Kinds that alone lead to one more page, so that a crawler that gives up on them is detected.</summary>
    public static bool HasPageBehind(this PageKind kind) => kind is PageKind.Redirect or PageKind.RedirectChain
        or PageKind.Flaky or PageKind.Throttled or PageKind.SlowStart or PageKind.Drip or PageKind.Huge
        or PageKind.NoFollow or PageKind.Private;

    public static bool IsRedirect(this PageKind kind) => kind is PageKind.Redirect or PageKind.RedirectAway
        or PageKind.RedirectChain or PageKind.RedirectLoop or PageKind.RedirectEndless;

    private static string[] BuildSlugs()
    {
        var slugs = new string[Enum.GetValues<PageKind>().Length];
        foreach (var kind in Enum.GetValues<PageKind>())
        {
            slugs[(int)kind] = kind switch
            {
                PageKind.Page => "p",
                PageKind.Encoded => "z",
                PageKind.Redirect => "old",
                PageKind.RedirectAway => "away",
                PageKind.RedirectChain => "chain",
                PageKind.RedirectLoop => "circle",
                PageKind.RedirectEndless => "endless",
                PageKind.NotFound => "missing",
                PageKind.ServerError => "error",
                PageKind.SlowStart => "slow",
                PageKind.CompressionBomb => "bomb",
                _ => kind.ToString().ToLowerInvariant(),
            };
        }

        return slugs;
    }
}
