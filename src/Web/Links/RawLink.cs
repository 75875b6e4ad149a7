using Thresher.Web.Pages;

namespace Thresher.Web.Links;

/// <summary>A link as the page wrote it, not yet resolved against <see cref="ParsedPage.BaseHref"/> or the page's URL.</summary>
/// <param name="Href">
/// The attribute's value, character references decoded, leading and trailing blanks and control
/// characters removed, without its fragment unless <see cref="ParsingOptions.KeepFragments"/>.
/// Blanks inside are kept: the URL parser deals with them.
/// </param>
/// <param name="Kind">The strongest kind of element that named the target.</param>
/// <param name="Rel">Only what every element naming the target says: one plain link makes it a plain link.</param>
public readonly record struct RawLink(string Href, LinkKind Kind, LinkRel Rel)
{
    /// <summary>Whether <c>rel=nofollow</c> stands on every element that names the target.</summary>
    public bool IsNoFollow => (Rel & LinkRel.NoFollow) != 0;
}
