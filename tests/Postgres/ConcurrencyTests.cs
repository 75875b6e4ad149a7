using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Scope;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Storage.Rows;
using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

/// <summary>Many silos on one database: no deadlock, no miscount, one owner.</summary>
public sealed class ConcurrencyTests(PostgresServer server) : StoreContract(new PostgresHarness(server, nameof(ConcurrencyTests)))
{
    private const int Writers = 8;

    /// <summary>Ends before it begins, so that anyone may take the domain over at any time.</summary>
    private static readonly TimeSpan Expired = TimeSpan.FromSeconds(-1);

    [Fact]
    public async Task Complete_EightSilosLinkingAcrossDomains_NothingIsLostOrCountedTwice()
    {
        const int domains = 12;
        const int urls = 400;
        var crawl = await CreateAsync();
        for (var i = 0; i < domains; i++)
        {
            await AcceptAsync(crawl, Url(crawl, Name(i), "0"));
        }

        var results = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => RunSiloAsync(crawl, writer, domains, urls)));

        Assert.Equal(urls, results.Sum());
        var totals = await TotalsAsync(crawl);
        Assert.Equal((urls, urls, 0L), ((int)totals.Accepted, (int)totals.Of(UrlState.Fetched), totals.Pending));
        Assert.True(await Catalog.TryCompleteAsync(crawl, Cancel));
        await AssertSoundAsync(crawl);
        await AssertNoDeadlockAsync();
    }

    [Fact]
    public async Task Complete_SameTargetsInOppositeOrder_DoesNotDeadlock()
    {
        var crawl = await CreateAsync();
        await using var silos = new Silos(Harness);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var store = await silos.AddAsync();
            for (var round = 0; round < 10; round++)
            {
                var names = Enumerable.Range(0, 10).Select(n => Url(crawl, $"r{round}-{n}.example", $"{(round + writer) % 3}"));
                NewUrl[] mixed = [.. writer % 2 == 0 ? names : names.Reverse()];
                await store.Intake.AcceptAsync(crawl, mixed, [], Cancel);
            }
        }));

        Assert.Equal(300, (await TotalsAsync(crawl)).Accepted);
        await AssertSoundAsync(crawl);
        await AssertNoDeadlockAsync();
    }

    [Fact]
    public async Task Acquire_TwoOwnersRace_OneHoldsAndNothingIsDoubled()
    {
        var crawl = await SeededAsync("a.example", 60);
        await using var silos = new Silos(Harness);
        var stores = new[] { await silos.AddAsync(), await silos.AddAsync() };
        var stale = 0;
        var applied = await Task.WhenAll(stores.Select(async (store, i) =>
        {
            var done = 0;
            for (var round = 0; round < 20; round++)
            {
                var domain = await store.Leases.AcquireAsync("a.example", $"silo-{i}", Expired, Cancel);
                try
                {
                    var leased = await store.Queue.LeaseAsync(domain.DomainId, domain.Epoch, 3, Cancel);
                    var results = await store.Queue.CompleteAsync([.. leased.Select(url => Fetched(url, domain, Url(crawl, $"b{i}.example", Path(url))))], Cancel);
                    done += results.Count(result => result.Applied);
                    Interlocked.Add(ref stale, results.Count(result => !result.Applied));
                }
                catch (StaleEpochException)
                {
                    Interlocked.Increment(ref stale);
                }
            }

            return done;
        }));

        var totals = await TotalsAsync(crawl);
        Assert.Equal(applied.Sum(), totals.Of(UrlState.Fetched));
        Assert.Equal(60 + applied.Sum(), totals.Accepted);
        Assert.Equal(applied.Sum(), (await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel)).Count);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Accept_WhileTheDomainIsReleased_IsNeverForgotten()
    {
        var crawl = await CreateAsync();
        await using var silos = new Silos(Harness);
        var (seeder, owner) = (await silos.AddAsync(), await silos.AddAsync());
        for (var round = 0; round < 40; round++)
        {
            var name = $"h{round}.example";
            var domain = await owner.Leases.AcquireAsync(name, Silo, OwnerLease, Cancel);
            var accepting = seeder.Intake.AcceptAsync(crawl, [Url(crawl, name, "1")], [], Cancel);
            var released = await owner.Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel);
            await accepting;
            Assert.True(!released || (await owner.Owners.DueDomainsAsync(100, Cancel)).Contains(name), "A wake-up was lost.");
        }
    }

    /// <summary>None that was mended by trying again either.</summary>
    private async Task AssertNoDeadlockAsync() =>
        Assert.Equal(0, await Harness.CountAsync("pg_stat_database WHERE datname = current_database() AND deadlocks > 0"));

    /// <summary>One silo: wakes, leases, completes with links to anywhere, until nothing is due for anyone.</summary>
    private async Task<int> RunSiloAsync(long crawl, int writer, int domains, int urls)
    {
        await using var silos = new Silos(Harness);
        var store = await silos.AddAsync();
        var random = new Random(writer);
        var done = 0;
        while ((await Reader.TotalsAsync(crawl, Cancel)).Pending > 0)
        {
            foreach (var name in (await store.Owners.DueDomainsAsync(50, Cancel)).OrderBy(_ => random.Next()).Take(3))
            {
                try
                {
                    var domain = await store.Leases.AcquireAsync(name, $"silo-{writer}", OwnerLease, Cancel);
                    var leased = await store.Queue.LeaseAsync(domain.DomainId, domain.Epoch, 10, Cancel);
                    var results = await store.Queue.CompleteAsync([.. leased.Select(url => Fetched(url, domain, Links(crawl, url, domains, urls, random)))], Cancel);
                    done += results.Count(result => result.Applied);
                    if (!await store.Leases.ReleaseAsync(domain.DomainId, domain.Epoch, Cancel))
                    {
                        await store.Leases.AbandonAsync(domain.DomainId, domain.Epoch, Now, TimeSpan.Zero, Cancel);
                    }
                }
                catch (StaleEpochException)
                {
                    // Another silo was quicker.
                }
            }
        }

        return done;
    }

    /// <summary>The web is a tree of numbered pages with cross-links: n leads to 3n + 1 to 3n + 3, and back to some.</summary>
    private static NewUrl[] Links(long crawl, LeasedUrl url, int domains, int urls, Random random)
    {
        var number = NumberOf(url, domains);
        return
        [
            .. Enumerable.Range((3 * number) + domains, 3).Concat([random.Next(number + 1), random.Next(number + 1)])
                .Where(n => n < urls)
                .OrderBy(_ => random.Next())
                .Select(n => Url(crawl, Name(n % domains), $"{n / domains}")),
        ];
    }

    private static int NumberOf(LeasedUrl url, int domains) =>
        (int.Parse(Path(url), System.Globalization.CultureInfo.InvariantCulture) * domains)
        + int.Parse(new Uri(url.Url).Host[1..^".example".Length], System.Globalization.CultureInfo.InvariantCulture);

    private static string Name(int domain) => $"d{domain}.example";

    /// <summary>Stores of their own on the harness's database.</summary>
    private sealed class Silos(StoreHarness harness) : IAsyncDisposable
    {
        private readonly List<PostgresStore> _stores = [];

        public async Task<PostgresStore> AddAsync()
        {
            var store = new PostgresStore(((PostgresHarness)harness).ConnectionString + ";Maximum Pool Size=4");
            lock (_stores)
            {
                _stores.Add(store);
            }

            await store.InitializeAsync(Cancel);
            return store;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var store in _stores)
            {
                await store.DisposeAsync();
            }
        }
    }
}
