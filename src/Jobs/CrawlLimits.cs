using Thresher.Jobs.Rules;
using Thresher.Web.Urls;

namespace Thresher.Jobs;

/// <summary>Bounds against endless sites and hostile bodies.</summary>
public sealed record CrawlLimits
{
    /// <summary>Pages to store at most; null for no limit.</summary>
    [Bounds(1)]
    public long? MaxPages { get; init; }

    /// <summary>Pages to store of one domain at most; null for no limit.</summary>
    [Bounds(1)]
    public long? MaxPagesPerHost { get; init; }

    /// <summary>Hosts of one registrable domain to crawl at most, for servers that answer for every name; null for no limit. Seeds always enter.</summary>
    [Bounds(1)]
    public long? MaxHostsPerDomain { get; init; }

    /// <summary>URLs that may fail, of each hundred that were fetched or failed; a crawl with more ends with exit code 6. Null for no limit.</summary>
    [Bounds(0, 100)]
    public int? MaxFailedPercent { get; init; }

    /// <summary>Links to follow from a seed, 0 for the seeds alone.</summary>
    [Bounds(0)]
    public int MaxDepth { get; init; } = 20;

    /// <summary>Characters in a URL at most.</summary>
    [Bounds(1, WebUrl.MaxLength)]
    public int MaxUrlLength { get; init; } = 2048;

    /// <summary>Segments in a path at most.</summary>
    [Bounds(1)]
    public int MaxPathSegments { get; init; } = 20;

    /// <summary>Years that a month named in a link may lie ahead: calendars go on for ever.</summary>
    [Bounds(0)]
    public int MaxYearsAhead { get; init; } = 1;

    /// <summary>Times in a row that one path segment, or one sequence of them, may occur.</summary>
    [Bounds(1)]
    public int MaxRepeatedSegments { get; init; } = 2;

    /// <summary>Links taken from one page at most.</summary>
    [Bounds(1)]
    public int MaxLinksPerPage { get; init; } = 5000;

    /// <summary>Redirects in a row at most.</summary>
    [Bounds(0)]
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Decoded bytes of a body, which is cut there.</summary>
    [Bounds(1, 1L << 30)]
    public long MaxBodyBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Decoded bytes a second, over 20 s, below which a body is given up (over 5 s while memory is short); 0 for no limit.</summary>
    [Bounds(0, 1L << 30)]
    public long MinBytesPerSecond { get; init; } = 1024;

    /// <summary>Tries after the first.</summary>
    [Bounds(0)]
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the first of them; each further one waits four times as long, and up to a quarter more.</summary>
    [Lasting]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest such wait, unless the server asks for more.</summary>
    [Lasting]
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time to resolve the name, connect and agree on TLS.</summary>
    [Lasting]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time from the connection to the end of the response's headers.</summary>
    [Lasting]
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for the whole fetch.</summary>
    [Lasting]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
