namespace Thresher.Web.Sitemaps;

/// <summary>How often a page is said to change (sitemaps.org <c>changefreq</c>).</summary>
public enum ChangeFrequency
{
    /// <summary>At every visit.</summary>
    Always,

    /// <summary>Every hour.</summary>
    Hourly,

    /// <summary>Every day.</summary>
    Daily,

    /// <summary>Every week.</summary>
    Weekly,

    /// <summary>Every month.</summary>
    Monthly,

    /// <summary>Every year.</summary>
    Yearly,

    /// <summary>Archived.</summary>
    Never,
}
