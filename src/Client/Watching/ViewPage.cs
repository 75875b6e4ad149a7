namespace Thresher.Client.Watching;

/// <summary>What the live view shows.</summary>
internal enum ViewPage
{
    /// <summary>Counts, silos, the busiest hosts, and reasons.</summary>
    Crawl,

    /// <summary>As many hosts as fit.</summary>
    Hosts,

    /// <summary>URLs that failed or wait for another try, and why.</summary>
    Failures,
}
