using System.Text.RegularExpressions;
using Thresher.Jobs.Rules;
using Thresher.Web.Urls;

namespace Thresher.Jobs;

/// <summary>What a job's values must be beside being of the right type. The schema is written from the same numbers.</summary>
internal static partial class JobRules
{
    /// <summary>No timer takes much more, and nobody waits so long for a page.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(24);

    /// <summary>Whole numbers: path, value, smallest, largest.</summary>
    public static readonly (string Path, Func<CrawlJob, long?> Value, long Least, long Most)[] Numbers =
    [
        ("limits.maxPages", job => job.Limits.MaxPages, 1, long.MaxValue),
        ("limits.maxPagesPerHost", job => job.Limits.MaxPagesPerHost, 1, long.MaxValue),
        ("limits.maxHostsPerDomain", job => job.Limits.MaxHostsPerDomain, 1, long.MaxValue),
        ("limits.maxDepth", job => job.Limits.MaxDepth, 0, int.MaxValue),
        ("limits.maxUrlLength", job => job.Limits.MaxUrlLength, 1, WebUrl.MaxLength),
        ("limits.maxPathSegments", job => job.Limits.MaxPathSegments, 1, int.MaxValue),
        ("limits.maxRepeatedSegments", job => job.Limits.MaxRepeatedSegments, 1, int.MaxValue),
        ("limits.maxYearsAhead", job => job.Limits.MaxYearsAhead, 0, int.MaxValue),
        ("limits.maxLinksPerPage", job => job.Limits.MaxLinksPerPage, 1, int.MaxValue),
        ("limits.maxRedirects", job => job.Limits.MaxRedirects, 0, int.MaxValue),
        ("limits.maxBodyBytes", job => job.Limits.MaxBodyBytes, 1, 1L << 30),
        ("limits.minBytesPerSecond", job => job.Limits.MinBytesPerSecond, 0, 1L << 30),
        ("limits.retries", job => job.Limits.Retries, 0, int.MaxValue),
        ("sitemaps.maxSitemaps", job => job.Sitemaps.MaxSitemaps, 1, 1_000_000),
        ("sitemaps.maxNesting", job => job.Sitemaps.MaxNesting, 0, 100),
        ("politeness.breaker.failures", job => job.Politeness.Breaker.Failures, 1, int.MaxValue),
        ("politeness.breaker.closings", job => job.Politeness.Breaker.Closings, 1, int.MaxValue),
        ("politeness.concurrency", job => job.Politeness.Concurrency, 1, int.MaxValue),
    ];

    /// <summary>Least requests in flight of a host that has its own politeness.</summary>
    public const int LeastConcurrency = 1;

    /// <summary>Ports that can be connected to.</summary>
    public const int LeastPort = 1, MostPort = 65_535;

    private static readonly (string Path, Func<CrawlJob, TimeSpan> Value)[] Timeouts =
    [
        ("limits.connectTimeout", job => job.Limits.ConnectTimeout),
        ("limits.firstByteTimeout", job => job.Limits.FirstByteTimeout),
        ("limits.totalTimeout", job => job.Limits.TotalTimeout),
        ("limits.retryDelay", job => job.Limits.RetryDelay),
        ("limits.maxRetryDelay", job => job.Limits.MaxRetryDelay),
        ("politeness.breaker.window", job => job.Politeness.Breaker.Window),
        ("politeness.breaker.closed", job => job.Politeness.Breaker.Closed),
        ("politeness.breaker.longestClosed", job => job.Politeness.Breaker.LongestClosed),
    ];

    /// <summary>The first value that breaks a rule, with its path in the job; null when there is none.</summary>
    public static (string Path, string Text)? FirstBroken(CrawlJob job) =>
        Name(job) ?? Lists(job) ?? Ranges(job) ?? Hosts(job) ?? Expressions("scope.include", job.Scope.Include)
        ?? Expressions("scope.exclude", job.Scope.Exclude);

    private static (string, string)? Name(CrawlJob job)
    {
        if (job.Name is { } name && !ValidName().IsMatch(name))
        {
            return ("name", $"\"{name}\" is no crawl name: use letters, digits, '.', '-', '_' and ':', at most 100, a letter or digit first");
        }

        return job.UserAgent is { } agent && (agent.Trim().Length == 0 || agent.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            ? ("userAgent", "must be printable ASCII, and not blank")
            : null;
    }

    private static (string, string)? Lists(CrawlJob job)
    {
        foreach (var (path, list) in new[]
        {
            ("seeds", job.Seeds), ("sitemaps.urls", job.Sitemaps.Urls), ("scope.include", job.Scope.Include), ("scope.exclude", job.Scope.Exclude),
            ("trackingParameters", job.TrackingParameters ?? []),
        })
        {
            if (IndexOf(list, text => text is null) is { } missing)
            {
                return ($"{path}[{missing}]", "must not be null");
            }
        }

        if (IndexOf(job.Seeds, seed => !WebUrl.TryParse(seed.AsSpan().Trim(), null, out _)) is { } wrong)
        {
            return ($"seeds[{wrong}]", $"\"{job.Seeds[wrong]}\" is no http or https URL, such as \"https://example.com/\"");
        }

        if (IndexOf(job.Sitemaps.Urls, sitemap => !WebUrl.TryParse(sitemap.AsSpan().Trim(), null, out _)) is { } unusable)
        {
            return ($"sitemaps.urls[{unusable}]", $"\"{job.Sitemaps.Urls[unusable]}\" is no http or https URL, such as \"https://example.com/sitemap.xml\"");
        }

        return IndexOf(job.Ports, port => port is < LeastPort or > MostPort) is { } port
            ? ($"ports[{port}]", $"must be {LeastPort} to {MostPort}")
            : null;
    }

    private static (string, string)? Ranges(CrawlJob job)
    {
        foreach (var (path, read, least, most) in Numbers)
        {
            if (read(job) is { } value && (value < least || value > most))
            {
                return (path, value < least ? $"must be {least} or more" : $"must be {most} or less");
            }
        }

        foreach (var (path, read) in Timeouts)
        {
            if (read(job) <= TimeSpan.Zero || read(job) > LongestTimeout)
            {
                return (path, $"must be more than 0 and at most {Duration.Format(LongestTimeout)}");
            }
        }

        return null;
    }

    private static (string, string)? Hosts(CrawlJob job)
    {
        foreach (var (key, host) in job.Hosts)
        {
            var path = JobPath.Member("hosts", key);
            if (host is null)
            {
                return (path, "must not be null");
            }

            if (KeyFor(key) is var right && right != key)
            {
                return (path, right is null ? "is no host[:port]" : $"write it as \"{right}\"");
            }

            if (host.Concurrency < LeastConcurrency)
            {
                return ($"{path}.concurrency", $"must be {LeastConcurrency} or more");
            }
        }

        return null;
    }

    /// <summary>The domain key that was meant; the key itself when a URL of either scheme has exactly that one.</summary>
    private static string? KeyFor(string key)
    {
        string? meant = null;
        foreach (var scheme in new[] { "https://", "http://" })
        {
            if (WebUrl.TryParse(scheme + key, null, out var url) && url.Href == $"{scheme}{url.DomainKey}/")
            {
                if (url.DomainKey == key)
                {
                    return key;
                }

                meant = url.DomainKey;
            }
        }

        return meant;
    }

    private static (string, string)? Expressions(string path, IReadOnlyList<string> expressions)
    {
        for (var i = 0; i < expressions.Count; i++)
        {
            try
            {
                _ = LinearRegex.Compile(expressions[i]);
            }
            catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
            {
                return ($"{path}[{i}]", $"\"{expressions[i]}\" is no usable regular expression: {wrong.Message.ReplaceLineEndings(" ")}");
            }
        }

        return null;
    }

    private static int? IndexOf<T>(IReadOnlyList<T> list, Predicate<T> wanted)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (wanted(list[i]))
            {
                return i;
            }
        }

        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\\z")]
    private static partial Regex ValidName();
}
