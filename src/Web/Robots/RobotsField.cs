namespace Thresher.Web.Robots;

/// <summary>The fields of robots.txt we read.</summary>
internal enum RobotsField
{
    Unknown,
    UserAgent,
    Allow,
    Disallow,
    Sitemap,
    CrawlDelay,
    RequestRate,
    VisitTime,
    Host,
}
