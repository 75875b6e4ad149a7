namespace Thresher.Web.Links;

/// <summary>What a link's <c>rel</c> attribute says about endorsing its target.</summary>
[Flags]
public enum LinkRel
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>nofollow</c>: not to be followed.</summary>
    NoFollow = 1,

    /// <summary><c>ugc</c>: written by the site's users; whether to follow is the crawl's policy.</summary>
    Ugc = 2,

    /// <summary><c>sponsored</c>: paid for; whether to follow is the crawl's policy.</summary>
    Sponsored = 4,
}
