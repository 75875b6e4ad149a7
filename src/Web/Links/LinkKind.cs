namespace Thresher.Web.Links;

/// <summary>
/// Where on a page a link stood, strongest first: a target named by several elements keeps the
/// lowest of their kinds.
/// </summary>
public enum LinkKind
{
    /// <summary><c>a[href]</c>, also inside SVG.</summary>
    Anchor,

    /// <summary><c>area[href]</c> of an image map.</summary>
    Area,

    /// <summary><c>link[rel=next]</c>.</summary>
    LinkNext,

    /// <summary><c>link[rel=prev]</c> or its old spelling <c>previous</c>.</summary>
    LinkPrev,

    /// <summary><c>meta[http-equiv=refresh]</c> with a target.</summary>
    MetaRefresh,

    /// <summary><c>frame[src]</c> of a frameset.</summary>
    Frame,

    /// <summary><c>iframe[src]</c>.</summary>
    Iframe,

    /// <summary><c>link[rel=alternate]</c> that is not a style sheet: a feed, a translation, another format.</summary>
    LinkAlternate,

    /// <summary><c>link[rel=canonical]</c> in the head (RFC 6596).</summary>
    Canonical,
}
