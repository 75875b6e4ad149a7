using System.IO.Compression;
using System.Text;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Contract;

/// <summary>The vocabulary of the contract tests. Each test starts with an empty store.</summary>
public abstract class StoreContract(StoreHarness harness) : IAsyncLifetime
{
    protected const string Silo = "silo-1";
    protected const string Other = "silo-2";
    protected static readonly TimeSpan OwnerLease = TimeSpan.FromSeconds(30);

    protected StoreHarness Harness => harness;

    protected ICrawlStore Store => harness.Store;

    protected IUrlIntake Intake => Store.Intake;

    protected IUrlQueue Queue => Store.Queue;

    protected IDomainLeases Leases => Store.Leases;

    protected IDomainOwners Owners => Store.Owners;

    protected IUrlTransitions Transitions => Store.Transitions;

    protected ICrawlCatalog Catalog => Store.Catalog;

    protected ICrawlReader Reader => Store.Reader;

    protected IChangeFeed Feed => Store.Feed;

    /// <summary>The owner that goes may have sent any domain a request just now.</summary>
    protected static TimeSpan JustNow(string domain) => TimeSpan.Zero;

    protected long Now => harness.Time.UnixMs();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => harness.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await harness.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static string JobJson(long? maxPages = null) =>
        new CrawlJob { Limits = new CrawlLimits { MaxPages = maxPages } }.ToJson();

    protected async Task<long> CreateAsync(string name = "crawl", long? maxPages = null) =>
        (await Catalog.CreateAsync(name, JobJson(maxPages), Cancel)).Id;

    protected static NewUrl Url(long crawl, string domain, string path, int rank = 0, int depth = 0)
    {
        var url = $"https://{domain}/{path}";
        return new NewUrl(UrlIdentity.Of(url, crawl), url, null, domain, depth, 0, rank);
    }

    protected static NewUrl[] Urls(long crawl, string domain, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Url(crawl, domain, $"p{i:D5}"))];

    protected Task<IReadOnlyList<bool>> AcceptAsync(long crawl, params NewUrl[] urls) =>
        Intake.AcceptAsync(crawl, urls, [], Cancel);

    /// <summary>A new crawl with so many URLs queued on one domain.</summary>
    protected async Task<long> SeededAsync(string domain, int count, long? maxPages = null, string name = "crawl")
    {
        var crawl = await CreateAsync(name, maxPages);
        await AcceptAsync(crawl, Urls(crawl, domain, count));
        return crawl;
    }

    protected Task<DomainLease> AcquireAsync(string domain, string owner = Silo) =>
        Leases.AcquireAsync(domain, owner, OwnerLease, Cancel);

    /// <summary>The first owner has died, and the other one acquires the domain.</summary>
    protected async Task<DomainLease> TakeOverAsync(string domain)
    {
        await Owners.ReleaseOwnerAsync(Silo, graceful: false, JustNow, Cancel);
        return await AcquireAsync(domain, Other);
    }

    protected Task<IReadOnlyList<LeasedUrl>> LeaseAsync(DomainLease domain, int max) =>
        Queue.LeaseAsync(domain.DomainId, domain.Epoch, max, Cancel);

    protected async Task<CompletionResult> CompleteAsync(UrlCompletion completion) =>
        Assert.Single(await Queue.CompleteAsync([completion], Cancel));

    protected UrlCompletion Fetched(LeasedUrl url, DomainLease domain, params NewUrl[] links) =>
        Ends(url, domain, UrlState.Fetched, FetchOutcome.Ok) with { Page = Page(), Links = links, Status = 200 };

    /// <summary>A text as it is stored.</summary>
    protected static byte[] Compressed(string text)
    {
        using var output = new MemoryStream();
        using (var brotli = new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }

    protected PageRow Page(long bytes = 100) => new()
    {
        Status = 200,
        ContentType = "text/html",
        Title = "A page",
        Bytes = bytes,
        ContentHash = new Hash128(1, (ulong)bytes),
        FetchedAt = Now,
        ElapsedMs = 12,
    };

    protected static UrlCompletion Ends(LeasedUrl url, DomainLease domain, UrlState state, FetchOutcome outcome, long dueAt = 0) => new()
    {
        UrlId = url.Id,
        CrawlId = url.CrawlId,
        DomainId = domain.DomainId,
        Epoch = domain.Epoch,
        State = state,
        Outcome = outcome,
        DueAt = dueAt,
    };

    protected static string Path(LeasedUrl url) => new Uri(url.Url).AbsolutePath[1..];

    protected async Task<UrlRow> RowAsync(long crawl, string url) =>
        Assert.IsType<UrlRow>(await Reader.FindUrlAsync(crawl, UrlIdentity.Of(url, crawl), Cancel));

    protected Task<CrawlTotals> TotalsAsync(long crawl) => Reader.TotalsAsync(crawl, Cancel);

    /// <summary>Ledger, host counts and rows agree, and the engine's own recount finds nothing.</summary>
    protected async Task AssertSoundAsync(params long[] crawls)
    {
        foreach (var crawl in crawls)
        {
            var rows = await Reader.UrlsAsync(crawl, Cancel).ToListAsync(Cancel);
            var byState = rows.CountBy(row => row.State).ToDictionary();
            var totals = await TotalsAsync(crawl);
            var hosts = await Reader.HostsAsync(crawl, int.MaxValue, Cancel).ToListAsync(Cancel);
            var pages = await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel);

            Assert.Equal(rows.Count, totals.Accepted);
            Assert.Equal(rows.Count, totals.Counts.Sum(count => count.Count));
            Assert.Equal(pages.Sum(page => page.Page.Bytes), totals.Bytes);
            var items = await Reader.ItemsAsync(crawl, 0, Cancel).ToListAsync(Cancel);
            Assert.Equal(items.Count, totals.Items);
            Assert.Equal(
                items.GroupBy(item => item.Rule, (rule, made) => (rule, made.Count(), made.Count(item => item.Errors is not null))).OrderBy(rule => rule.rule, StringComparer.Ordinal),
                totals.Rules.Where(rule => rule.Items != 0).Select(rule => (rule.Rule, (int)rule.Items, (int)rule.Invalid)));
            foreach (var state in Enum.GetValues<UrlState>())
            {
                var counted = byState.GetValueOrDefault(state);
                Assert.True(counted == totals.Of(state), $"{state}: {counted} rows, ledger {totals.Of(state)}");
                Assert.True(counted == hosts.Sum(host => Of(host, state)), $"{state}: {counted} rows, hosts {hosts.Sum(host => Of(host, state))}");
            }

            var report = await Reader.VerifyAsync(crawl, Cancel);
            Assert.Empty(report.Problems);
            Assert.Equal((rows.Count, pages.Count), ((int)report.Urls, (int)report.Pages));
        }
    }

    private static long Of(HostRow host, UrlState state) => state switch
    {
        UrlState.Queued => host.Queued,
        UrlState.Leased => host.Leased,
        UrlState.Retrying => host.Retrying,
        UrlState.Fetched => host.Fetched,
        UrlState.Redirected => host.Redirected,
        UrlState.Failed => host.Failed,
        UrlState.Excluded => host.Excluded,
        _ => host.Quarantined,
    };
}
