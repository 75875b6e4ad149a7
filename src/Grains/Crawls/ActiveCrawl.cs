using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Grains.Blocks;
using Thresher.Grains.Proxies;
using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;
using Thresher.Web.Blocks;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Crawls;

/// <summary>A crawl's record with everything that is compiled from its job once: rules, limits, names.</summary>
public sealed class ActiveCrawl
{
    private readonly ProxyHealth? _proxyHealth;

    /// <summary>Compiles a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="extractors">Extractors of the host.</param>
    /// <param name="policy">Which extractors of assemblies it may load.</param>
    /// <param name="secrets">Which secrets its requests may carry; null where none are sent, and none are read.</param>
    /// <param name="proxyHealth">How proxies behave; kept for this crawl alone if null.</param>
    public ActiveCrawl(CrawlRecord record, IEnumerable<IPageExtractor>? extractors = null, ExtractorPolicy? policy = null, SecretPolicy? secrets = null, ProxyHealth? proxyHealth = null)
    {
        Record = record;
        (Job, Fault) = StoredJob.ReadOrDefault(record.Job);
        Admission = new Admission(Job, record.Id);
        UserAgent = Jobs.UserAgent.Of(Job.UserAgent);
        ProductToken = Jobs.UserAgent.ProductToken(UserAgent);
        Limits = new FetchLimits(
            Job.Limits.ConnectTimeout, Job.Limits.FirstByteTimeout, Job.Limits.TotalTimeout, Job.Limits.MaxBodyBytes, Job.AllowPrivate)
        {
            Ports = Job.Ports,
            MinBytesPerSecond = Job.Limits.MinBytesPerSecond,
            KeepHeads = Job.KeepBodies,
            Blocks = BlockMarks.Usual,
        };
        try
        {
            Extraction = Fault is null ? new ExtractionPlan(Job, extractors ?? [], policy) : null;
            Limits = Fault is null && secrets is not null && Job.BlockFile is not null ? Limits with { Blocks = GivenBlocks.Read(Job, secrets) } : Limits;
            GivenCookies = Fault is null && secrets is not null && Job.CookieFile is not null ? GivenCookies.Read(Job, secrets) : null;
            Rendering = Fault is null ? RenderPlan.Of(Job) : null;
            Proxies = Fault is null && secrets is not null && Job.Http is not null ? ProxyList.Compile(Job, secrets) : null;
            _proxyHealth = Proxies is null ? null : proxyHealth ?? new ProxyHealth(TimeProvider.System);
            Login = Fault is null && secrets is not null && Job.Login is not null ? LoginProfile.Compile(Job, secrets) : null;
            Requests = Fault is null && secrets is not null && Job.Http is not null ? RequestProfile.Compile(Job, secrets) : null;
        }
        catch (Exception fault) when (fault is JobException or ArgumentException or FormatException or NotSupportedException)
        {
            // A rule of a newer version, such as a pipe that this one does not know, is this crawl's fault alone.
            Fault = fault.Message.ReplaceLineEndings(" ");
        }

        Parsing = new ParsingOptions { MaxLinks = Job.Limits.MaxLinksPerPage, ProductToken = ProductToken };
    }

    /// <summary>The record, as stored.</summary>
    public CrawlRecord Record { get; }

    /// <summary>The job; one of defaults when the stored one cannot be read.</summary>
    public CrawlJob Job { get; }

    /// <summary>Which links are admitted.</summary>
    public Admission Admission { get; }

    /// <summary>User-Agent header.</summary>
    public string UserAgent { get; }

    /// <summary>Name by which robots.txt knows the crawl.</summary>
    public string ProductToken { get; }

    /// <summary>Bounds of its fetches.</summary>
    public FetchLimits Limits { get; }

    /// <summary>The cookies that it starts with; null for none.</summary>
    public GivenCookies? GivenCookies { get; }

    /// <summary>What its requests carry besides the usual; null for nothing.</summary>
    public RequestProfile? Requests { get; }

    /// <summary>Which of its pages are prepared in a browser; null for none.</summary>
    public RenderPlan? Rendering { get; }

    /// <summary>The proxies that it may use; null for none.</summary>
    public ProxyList? Proxies { get; }

    /// <summary>How it logs in; null for not at all.</summary>
    public LoginProfile? Login { get; }

    /// <summary>Bounds of its parsing.</summary>
    public ParsingOptions Parsing { get; }

    /// <summary>Whether its URLs may be dispatched.</summary>
    public bool IsRunning => Record.State == CrawlState.Running && Fault is null;

    /// <summary>What is extracted from its pages; null only with a <see cref="Fault"/>.</summary>
    public ExtractionPlan? Extraction { get; }

    /// <summary>Why this machine cannot serve the crawl, in one line; null when it can.</summary>
    public string? Fault { get; }

    /// <summary>The proxies that carry a request; null for none.</summary>
    /// <param name="url">What is asked.</param>
    /// <param name="turns">How often its domain has gone on to its next proxy.</param>
    internal ProxyRoute? RouteTo(WebUrl url, int turns) =>
        Proxies?.For(url, turns) is { Count: > 0 } choices ? new ProxyRoute(Record.Id, choices, _proxyHealth!) : null;
}
