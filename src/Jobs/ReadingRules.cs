using System.Text;
using Thresher.Web.Urls;

namespace Thresher.Jobs;

/// <summary>The part of a job that says what is read of a page: records, text, and which of its links are admitted.</summary>
public static class ReadingRules
{
    /// <summary>A fingerprint of it: pages that were read under another one may have to be read again.</summary>
    public static string FingerprintOf(CrawlJob job) => Hash128.Of(Encoding.UTF8.GetBytes(new CrawlJob
    {
        Extract = job.Extract,
        Follow = job.Follow,
        Keep = job.Keep,
        Extractors = job.Extractors,
        Scope = job.Scope,
        TrackingParameters = job.TrackingParameters,
        Politeness = new CrawlPoliteness { Robots = job.Politeness.Robots },
        Limits = new CrawlLimits
        {
            MaxDepth = job.Limits.MaxDepth,
            MaxHostsPerDomain = job.Limits.MaxHostsPerDomain,
            MaxLinksPerPage = job.Limits.MaxLinksPerPage,
            MaxPathSegments = job.Limits.MaxPathSegments,
            MaxRepeatedSegments = job.Limits.MaxRepeatedSegments,
            MaxUrlLength = job.Limits.MaxUrlLength,
            MaxYearsAhead = job.Limits.MaxYearsAhead,
        },
    }.ToJson())).ToString();
}
