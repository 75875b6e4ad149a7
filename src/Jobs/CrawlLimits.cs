namespace Thresher.Jobs;

/// <summary>Bounds against endless sites and hostile bodies. Every number is at least 1 unless said otherwise.</summary>
public sealed record CrawlLimits
{
    /// <summary>Pages to store at most; null for no limit.</summary>
    public long? MaxPages { get; init; }

    /// <summary>Pages to store of one domain at most; null for no limit.</summary>
    public long? MaxPagesPerHost { get; init; }

    /// <summary>Hosts of one registrable domain to crawl at most, for servers that answer for every name; null for no limit. Seeds always enter.</summary>
    public long? MaxHostsPerDomain { get; init; }

    /// <summary>Links to follow from a seed, 0 for the seeds alone. Default 20.</summary>
    public int MaxDepth { get; init; } = 20;

    /// <summary>Characters in a URL. Default 2,048.</summary>
    public int MaxUrlLength { get; init; } = 2048;

    /// <summary>Segments in a path. Default 20.</summary>
    public int MaxPathSegments { get; init; } = 20;

    /// <summary>Years that a month named in a link may lie ahead: calendars go on for ever. 0 or more. Default 1.</summary>
    public int MaxYearsAhead { get; init; } = 1;

    /// <summary>Times in a row that one path segment, or one sequence of them, may occur. Default 2.</summary>
    public int MaxRepeatedSegments { get; init; } = 2;

    /// <summary>Links taken from one page. Default 5,000.</summary>
    public int MaxLinksPerPage { get; init; } = 5000;

    /// <summary>Redirects in a row. Default 10.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Decoded bytes of a body, which is cut there; up to 1 GiB. Default 10 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Decoded bytes a second, over 20 s, below which a body is given up (over 5 s while memory is short); 0 for no limit, up to 1 GiB. Default 1,024.</summary>
    public long MinBytesPerSecond { get; init; } = 1024;

    /// <summary>Tries after the first. 0 or more. Default 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the first of them; each further one waits four times as long, and up to a quarter more; more than 0. Default 30 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest such wait, unless the server asks for more; more than 0. Default 1 h.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time to resolve the name, connect and agree on TLS; up to 24 h. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time from the connection to the end of the response's headers; up to 24 h. Default 15 s.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for the whole fetch; up to 24 h. Default 60 s.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
