using System.Collections.Frozen;

namespace Thresher.TestWeb.Generation;

/// <summary>Ready-made mixes for <see cref="SyntheticWebOptions.Shares"/>.</summary>
public static class PageShares
{
    /// <summary>The kinds behind which an endless number of URLs lies.</summary>
    public static FrozenSet<PageKind> Endless { get; } =
        FrozenSet.Create(PageKind.RedirectEndless, PageKind.Calendar, PageKind.Maze, PageKind.Session);

    /// <summary>A web as it mostly is: some redirects, dead links, documents and slow pages; nothing endless or huge.</summary>
    public static IReadOnlyDictionary<PageKind, double> Ordinary { get; } = new Dictionary<PageKind, double>
    {
        [PageKind.Encoded] = 0.2,
        [PageKind.Redirect] = 0.04,
        [PageKind.RedirectAway] = 0.01,
        [PageKind.NotFound] = 0.03,
        [PageKind.Document] = 0.04,
        [PageKind.SlowStart] = 0.01,
        [PageKind.Private] = 0.02,
        [PageKind.Orphan] = 0.02,
    }.ToFrozenDictionary();

    /// <summary>Every special kind but the endless ones, each with the same share.</summary>
    /// <param name="each">Share of each kind, at most 0.045.</param>
    public static IReadOnlyDictionary<PageKind, double> AllFinite(double each) =>
        Enum.GetValues<PageKind>()
            .Where(kind => kind != PageKind.Page && !Endless.Contains(kind))
            .ToFrozenDictionary(kind => kind, _ => each);

    /// <summary>Every special kind, the endless ones too, each with the same share.</summary>
    /// <param name="each">Share of each kind, at most 0.039.</param>
    public static IReadOnlyDictionary<PageKind, double> All(double each) =>
        Enum.GetValues<PageKind>()
            .Where(kind => kind != PageKind.Page)
            .ToFrozenDictionary(kind => kind, _ => each);
}
