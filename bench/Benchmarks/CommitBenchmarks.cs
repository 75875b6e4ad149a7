using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage.Rows;
using Thresher.Storage.Sqlite;
using Thresher.Web.Urls;

namespace Thresher.Bench;

/// <summary>
/// What a page costs in the store, durable on disk (synchronous=FULL): accepted, leased, and completed with its page row
/// and twenty links, one of them new, in transactions of 1, 10 and 50 pages.
/// </summary>
[Config(typeof(ShortInProcess))]
[MemoryDiagnoser]
public class CommitBenchmarks : IAsyncDisposable
{
    private const int PagesPerOperation = 100;
    private const int LinksPerPage = 20;
    private const string Domain = "bench.example";
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-bench-").FullName;
    private SqliteStore _store = null!;
    private long _crawl;
    private DomainLease _lease;
    private long _next;

    [Params(1, 10, 50)]
    public int PagesPerTransaction { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _store = new SqliteStore(Path.Combine(_directory, $"bench-{PagesPerTransaction}.db"), TimeProvider.System);
        await _store.InitializeAsync(CancellationToken.None);
        _crawl = (await _store.Catalog.CreateAsync("bench", new CrawlJob().ToJson(), CancellationToken.None)).Id;
        await _store.Intake.AcceptAsync(_crawl, [.. Enumerable.Range(0, PagesPerOperation).Select(_ => Link(_next++))], [], CancellationToken.None);
        _lease = await _store.Leases.AcquireAsync(Domain, "bench", TimeSpan.FromHours(1), CancellationToken.None);
    }

    [Benchmark(OperationsPerInvoke = PagesPerOperation)]
    public async Task LeaseAndCompleteAsync()
    {
        var leased = await _store.Queue.LeaseAsync(_lease.DomainId, _lease.Epoch, PagesPerOperation, CancellationToken.None);
        foreach (var batch in leased.Chunk(PagesPerTransaction))
        {
            await _store.Queue.CompleteAsync([.. batch.Select(Completion)], CancellationToken.None);
        }
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private UrlCompletion Completion(LeasedUrl url) => new()
    {
        UrlId = url.Id,
        CrawlId = _crawl,
        DomainId = _lease.DomainId,
        Epoch = _lease.Epoch,
        State = UrlState.Fetched,
        Outcome = FetchOutcome.Ok,
        Status = 200,
        Page = new PageRow
        {
            Status = 200,
            ContentType = "text/html",
            Charset = "utf-8",
            Title = "A page of the benchmark",
            Bytes = 14_000,
            ContentHash = new Hash128(0, (ulong)url.Id),
            FetchedAt = url.Id,
            ElapsedMs = 3,
            LinkCount = LinksPerPage,
        },
        Links = [Link(_next++), .. Enumerable.Range(0, LinksPerPage - 1).Select(i => Link(i))],
    };

    private NewUrl Link(long number)
    {
        var url = $"http://{Domain}/section/{number / 100}/page-{number}.html";
        return new NewUrl(UrlIdentity.Of(url, _crawl), url, null, Domain, 1, 0, 1);
    }

    private sealed class ShortInProcess : ManualConfig
    {
        public ShortInProcess() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
