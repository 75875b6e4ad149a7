namespace Thresher.Web.Pages;

/// <summary>Limits and policy of reading one page.</summary>
public sealed record ParsingOptions
{
    /// <summary>The defaults.</summary>
    public static ParsingOptions Default { get; } = new();

    /// <summary>Distinct links kept of one page, 0 or more; further ones set <see cref="ParsedPage.LinksCut"/>. Default 5,000.</summary>
    public int MaxLinks { get; init; } = 5_000;

    /// <summary>Longest link kept, in UTF-16 units, 1 or more; longer ones are counted in <see cref="ParsedPage.OverlongLinks"/>. Default 8,192.</summary>
    public int MaxHrefLength { get; init; } = 8_192;

    /// <summary>Longest title kept, in UTF-16 units, 0 or more. Default 1,024.</summary>
    public int MaxTitleLength { get; init; } = 1_024;

    /// <summary>
    /// Time after which reading stops with <see cref="ParsedPage.TimedOut"/> and what was found so far.
    /// Default 5 s; a 10 MiB page takes well under one.
    /// </summary>
    public TimeSpan MaxParseTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The crawler's product token (RFC 9309 section 2.2.1): <c>meta</c> elements of that name apply to it as <c>robots</c> does.</summary>
    public string ProductToken { get; init; } = "Thresher";

    /// <summary>
    /// Keep fragments and links to the page itself. Off by default: a fragment never reaches a server, and an
    /// index page with thousands of them would spend <see cref="MaxLinks"/> on a handful of targets.
    /// </summary>
    public bool KeepFragments { get; init; }
}
