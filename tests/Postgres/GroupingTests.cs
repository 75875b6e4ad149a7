using Npgsql;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Storage.Rows;
using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

/// <summary>Domains that change hands, and windows that are filled, many at once: as if each were alone.</summary>
public sealed class GroupingTests(PostgresServer server) : StoreContract(new PostgresHarness(server, nameof(GroupingTests)))
{
    /// <summary>It takes a second: a fault is not to hold up all tests.</summary>
    private const int LimitMs = 60_000;

    private const int Domains = 100;

    private static IEnumerable<string> Names => Enumerable.Range(0, Domains).Select(i => $"d{i:D3}.example");

    [Fact]
    public async Task AcquireAndLease_TwoSilosAtOnce_EachDomainHasOneOwnerAndEachUrlOneLease()
    {
        var crawl = await SeedAllAsync(urls: 6);
        await using var other = new PostgresStore(((PostgresHarness)Harness).ConnectionString);
        var taken = await Task.WhenAll(Names.SelectMany(name => new[] { TakeAsync(Store, name, Silo, 5), TakeAsync(other, name, Other, 5) }));

        Assert.All(taken, domain => Assert.Equal(domain.Lease.IsHeld ? 5 : 0, domain.Urls.Count));
        Assert.Equal(Names, taken.Where(domain => domain.Lease.IsHeld).Select(domain => domain.Name).Order(StringComparer.Ordinal));
        Assert.All(taken, domain => Assert.All(domain.Urls, url => Assert.Equal(domain.Name, new Uri(url.Url).Host)));
        Assert.Equal(5 * Domains, taken.SelectMany(domain => domain.Urls).DistinctBy(url => url.Id).Count());
        Assert.All(await Task.WhenAll(taken.Where(domain => domain.Lease.IsHeld).Select(domain => LeaseAsync(domain.Lease, 5))), urls => Assert.Single(urls));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Acquire_FromADeadOwnerAtOnce_EachRecoversItsOwn()
    {
        var crawl = await SeedAllAsync(urls: 3);
        var dead = await Task.WhenAll(Names.Select(name => TakeAsync(Store, name, Silo, 1 + (name[3] % 2))));
        await Owners.ReleaseOwnerAsync(Silo, graceful: false, JustNow, Cancel);

        var taken = await Task.WhenAll(Names.Select(name => TakeAsync(Store, name, Other, 3)));

        Assert.Equal(dead.Select(domain => (domain.Name, domain.Urls.Count)), taken.Select(domain => (domain.Name, domain.Lease.Recovered)));
        Assert.All(taken, domain => Assert.Equal(domain.Lease.Recovered, domain.Urls.Count(url => url.Crashes == 1)));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Lease_ManyDomainsOfALimitedCrawlAtOnce_StayWithinTheLimit()
    {
        var limited = await SeedAllAsync(urls: 3, maxPages: 70);
        var free = await SeedAllAsync(urls: 1, name: "free");
        await using var other = new PostgresStore(((PostgresHarness)Harness).ConnectionString);

        var taken = await Task.WhenAll(Names.Select((name, i) => TakeAsync(i % 2 == 0 ? Store : other, name, i % 2 == 0 ? Silo : Other, 4)));

        var urls = taken.SelectMany(domain => domain.Urls).ToLookup(url => url.CrawlId);
        Assert.Equal((70, Domains), (urls[limited].Count(), urls[free].Count()));
        await AssertSoundAsync(limited, free);
    }

    [Fact]
    public async Task Acquire_OneDomainTwiceAtOnce_ChangesHandsTwice()
    {
        await SeededAsync("a.example", 1);

        var leases = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AcquireAsync("a.example")));

        Assert.Equal(Enumerable.Range(1, 6).Select(epoch => (long)epoch), leases.Select(lease => lease.Epoch).Order());
    }

    [Fact(Timeout = LimitMs)]
    public async Task AcquireAndLease_AnotherHasLockedOne_OnlyThatOneWaits()
    {
        await SeedAllAsync(urls: 1);
        await using var connection = new NpgsqlConnection(((PostgresHarness)Harness).ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("SELECT 1 FROM domains WHERE key = 'd050.example' FOR UPDATE", connection, transaction))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var all = Names.Select(name => TakeAsync(Store, name, Silo, 1)).ToList();
        var locked = all[50];
        all.RemoveAt(50);
        Assert.All(await Task.WhenAll(all), domain => Assert.Single(domain.Urls));
        Assert.False(locked.IsCompleted);

        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.Single((await locked).Urls);
    }

    private async Task<long> SeedAllAsync(int urls, long? maxPages = null, string name = "crawl")
    {
        var crawl = await CreateAsync(name, maxPages);
        await AcceptAsync(crawl, [.. Names.SelectMany(domain => Urls(crawl, domain, urls))]);
        return crawl;
    }

    private static async Task<(string Name, DomainLease Lease, IReadOnlyList<LeasedUrl> Urls)> TakeAsync(ICrawlStore store, string name, string owner, int max)
    {
        var lease = await store.Leases.AcquireAsync(name, owner, OwnerLease, Cancel);
        return (name, lease, lease.IsHeld ? await store.Queue.LeaseAsync(lease.DomainId, lease.Epoch, max, Cancel) : []);
    }
}
