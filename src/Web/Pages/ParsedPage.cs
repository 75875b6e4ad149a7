using Thresher.Web.Charsets;
using Thresher.Web.Links;

namespace Thresher.Web.Pages;

/// <summary>What a crawler needs of one HTML page. Every URL in it is raw, as the page wrote it.</summary>
public sealed record ParsedPage
{
    /// <summary>Text of the first <c>title</c>, blanks collapsed, at most <see cref="ParsingOptions.MaxTitleLength"/> units; null without one.</summary>
    public string? Title { get; init; }

    /// <summary>The first <c>base[href]</c>, trimmed; null without one. Links resolve against it.</summary>
    public string? BaseHref { get; init; }

    /// <summary>The encoding the page was read in and how it was found.</summary>
    public PageCharset Charset { get; init; }

    /// <summary>Distinct links in order of first appearance, at most <see cref="ParsingOptions.MaxLinks"/>.</summary>
    public RawLink[] Links { get; init; } = [];

    /// <summary>Whether the page held more distinct links than were kept.</summary>
    public bool LinksCut { get; init; }

    /// <summary>Links omitted because they were longer than <see cref="ParsingOptions.MaxHrefLength"/>.</summary>
    public int OverlongLinks { get; init; }

    /// <summary>
    /// Target of <c>link[rel=canonical]</c> in the head; null without one, when two differ (RFC 6596 leaves that
    /// open; ignoring both is what search engines do) or when its scheme is not HTTP.
    /// </summary>
    public string? Canonical { get; init; }

    /// <summary>Target of <c>meta[http-equiv=refresh]</c>; null without one or when the page only reloads itself.</summary>
    public string? MetaRefresh { get; init; }

    /// <summary>Robots directives of all <c>meta</c> elements that apply to this crawler, the strictest of each. Headers are not included.</summary>
    public PageDirectives Directives { get; init; }

    /// <summary>Fingerprint of the page's text, by which near-duplicates are detected (<see cref="Thresher.Web.Html.SimHash"/>); null when there is too little text.</summary>
    public ulong? SimHash { get; init; }

    /// <summary>Whether reading stopped at <see cref="ParsingOptions.MaxParseTime"/>; everything found before is kept.</summary>
    public bool TimedOut { get; init; }
}
