using System.Text.Json;
using System.Text.Json.Serialization;
using Thresher.Jobs.Http;
using Thresher.Jobs.Rules;

namespace Thresher.Jobs;

/// <summary>What to crawl and how: the job file, with the defaults of the fields that are left out.</summary>
public sealed record CrawlJob
{
    /// <summary>Where editors find the schema of this file, docs/job.schema.json; means nothing to the crawl.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Where values of a stored job come from, by their path, such as <c>limits.maxPages</c>: written by the console, means nothing to the crawl.</summary>
    [JsonPropertyName("$origin")]
    public IReadOnlyDictionary<string, string>? Origin { get; init; }

    /// <summary>The crawl's name: letters, digits, <c>.</c>, <c>-</c>, <c>_</c> and <c>:</c>, at most 100. Defaults to the first seed's host with its port, and its path unless that is <c>/</c>.</summary>
    [Matches("^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$", "\"{0}\" is not a crawl name: use letters, digits, '.', '-', '_' and ':', at most 100, a letter or digit first")]
    public string? Name { get; init; }

    /// <summary>URLs to start from.</summary>
    [HttpUrl("https://example.com/")]
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>Sitemaps to start from.</summary>
    public CrawlSitemaps Sitemaps { get; init; } = new();

    /// <summary>Which links belong to the crawl.</summary>
    public CrawlScope Scope { get; init; } = new();

    /// <summary>Bounds against endless sites.</summary>
    public CrawlLimits Limits { get; init; } = new();

    /// <summary>How hosts are treated.</summary>
    public CrawlPoliteness Politeness { get; init; } = new();

    /// <summary>Politeness of single domains (key host[:port]), in place of <see cref="Politeness"/>'s delay and concurrency.</summary>
    public IReadOnlyDictionary<string, HostPoliteness> Hosts { get; init; } = new Dictionary<string, HostPoliteness>();

    /// <summary>User-Agent header. Its product token is what robots.txt groups are matched with. Null: Thresher's own.</summary>
    [Matches("^[ -~]*[!-~][ -~]*$", "must be printable ASCII, and not blank")]
    public string? UserAgent { get; init; }

    /// <summary>
    /// Whether cookies are kept, for the whole crawl by registrable domain, and sent back. A redirect that comes back to the same URL with a new
    /// cookie is then followed.
    /// </summary>
    public bool Cookies { get; init; }

    /// <summary>A cookies.txt (Netscape's form) to start from, from the job file's folder; each machine that sends requests reads it. It takes <see cref="Cookies"/> with it.</summary>
    [Matches("\\S", "must name a file")]
    public string? CookieFile { get; init; }

    /// <summary>What requests carry besides the usual: headers, credentials, certificates. Null for nothing.</summary>
    public CrawlHttp? Http { get; init; }

    /// <summary>How the crawl logs in; null for not at all.</summary>
    public CrawlLogin? Login { get; init; }

    /// <summary>
    /// By what blocks and challenges are known besides the usual marks: a file in the form of src/Web/Blocks/BlockMarks.json, from the job
    /// file's folder; each machine that sends requests reads it.
    /// </summary>
    [Matches("\\S", "must name a file")]
    public string? BlockFile { get; init; }

    /// <summary>
    /// Whether pages are prepared in a browser before they are stored, so that scripts have made them: <c>never</c>, <c>always</c>, or <c>auto</c>,
    /// where the crawl finds out which need it. It needs a Chromium or Chrome on each machine that fetches pages.
    /// </summary>
    public RenderMode Render { get; init; }

    /// <summary>How pages are prepared in a browser, by their URLs. The first rule that matches holds.</summary>
    public IReadOnlyList<RenderRule> Rendering { get; init; } = [];

    /// <summary>Whether private, loopback and link-local addresses may be fetched.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>
    /// Ports that may be asked besides 80, 443, 8080 and 8443. Without effect where private addresses
    /// are allowed: there any port may be asked.
    /// </summary>
    [Bounds(1, 65_535)]
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Whether bodies are kept (compressed) beside the page.</summary>
    public bool KeepBodies { get; init; }

    /// <summary>
    /// Whether what a page needs to be shown is fetched with it, from any host: images, style sheets, scripts, fonts, media,
    /// frames. They count as pages, and their own links are not followed.
    /// </summary>
    public bool Requisites { get; init; }

    /// <summary>What else is kept of a page: <c>markdown</c>, its readable text.</summary>
    public IReadOnlyList<KeptForm> Keep { get; init; } = [];

    /// <summary>The records that pages hold.</summary>
    public IReadOnlyList<ExtractRule> Extract { get; init; } = [];

    /// <summary>Assemblies with classes that extract records (<c>IPageExtractor</c>): paths, from the job file's folder. On a cluster every silo must have them there.</summary>
    [Matches("\\S", "must name an assembly (.dll)")]
    public IReadOnlyList<string> Extractors { get; init; } = [];

    /// <summary>Which links are followed; without rules all that are in the scope.</summary>
    public IReadOnlyList<FollowRule> Follow { get; init; } = [];

    /// <summary>Query parameters dropped from a URL's identity; a trailing <c>*</c> is a prefix. Null: the usual tracking parameters.</summary>
    public IReadOnlyList<string>? TrackingParameters { get; init; }

    /// <summary>Whether cookies are kept and sent.</summary>
    public bool KeepsCookies() => Cookies || CookieFile is not null || Login is not null;

    /// <summary>Reads the form written by <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">It is not such a form.</exception>
    public static CrawlJob Parse(string json) =>
        JsonSerializer.Deserialize<CrawlJob>(json, JobJson.Options) ?? throw new JsonException("the job is null");

    /// <summary>The stored form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JobJson.Lenient);
}
