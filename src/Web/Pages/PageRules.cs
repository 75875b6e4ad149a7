namespace Thresher.Web.Pages;

/// <summary>Robots rules a page or its headers can set, as far as they concern a crawler that stores pages.</summary>
[Flags]
public enum PageRules
{
    /// <summary>No restriction.</summary>
    None = 0,

    /// <summary><c>noindex</c>: not to be shown in results.</summary>
    NoIndex = 1,

    /// <summary><c>nofollow</c>: none of the page's links to be followed.</summary>
    NoFollow = 2,

    /// <summary><c>noarchive</c>, <c>nocache</c>: no copy to be shown.</summary>
    NoArchive = 4,

    /// <summary><c>nosnippet</c>: no excerpt to be shown.</summary>
    NoSnippet = 8,

    /// <summary><c>notranslate</c>: no translation to be offered.</summary>
    NoTranslate = 16,

    /// <summary><c>noimageindex</c>: the page's images not to be indexed.</summary>
    NoImageIndex = 32,

    /// <summary><c>indexifembedded</c>: with <see cref="NoIndex"/>, may be indexed inside a page that embeds it.</summary>
    IndexIfEmbedded = 64,

    /// <summary><c>meta[http-equiv=pragma]</c> of <c>no-cache</c>: not to be kept by caches.</summary>
    NoCachePragma = 128,
}
