using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Seeding;
using Thresher.Jobs;
using Thresher.Jobs.Rules;
using Thresher.Storage.Sqlite;

namespace Thresher.Tests.Unit.Grains.Seeding;

public sealed class SeederTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("thresher-seeder-");
    private SqliteStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new SqliteStore(Path.Combine(_folder.FullName, "thresher.db"), new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50)));
        await _store.InitializeAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task SeedAsync_Lines_HaveOneVerdictEachInTurn()
    {
        var crawl = await CrawlAsync(new CrawlJob { Scope = new CrawlScope { Exclude = ["private"] }, Limits = new CrawlLimits { MaxUrlLength = 60 } });
        var verdicts = await new Seeder(_store.Intake).SeedAsync(
            crawl,
            [
                "https://a.example/", "  https://b.example/x\t", "not a url", "https://a.example/private", "ftp://a.example/", "",
                "https://a.example/?utm_source=mail", "https://a.example/" + new string('x', 60), "HTTPS://A.EXAMPLE:443/#top",
            ],
            Cancellation);
        Assert.Equal(
            [
                SeedVerdict.Added, SeedVerdict.Added, SeedVerdict.Malformed, SeedVerdict.OutOfScope, SeedVerdict.Malformed, SeedVerdict.Malformed,
                SeedVerdict.Known, SeedVerdict.OutOfScope, SeedVerdict.Known,
            ],
            verdicts);
        var totals = await _store.Reader.TotalsAsync(crawl.Record.Id, Cancellation);
        Assert.Equal((2, 2), (totals.Accepted, totals.Pending));
    }

    [Fact]
    public async Task SeedAsync_Again_ChangesNothing()
    {
        var crawl = await CrawlAsync(new CrawlJob());
        string[] lines = [.. UrlTemplate.Parse("https://{a,b}.example/items/{0..499}").Enumerate()];
        Assert.All(await SeedAsync(crawl, lines), verdict => Assert.Equal(SeedVerdict.Added, verdict));
        Assert.All(await SeedAsync(crawl, lines), verdict => Assert.Equal(SeedVerdict.Known, verdict));
        Assert.Equal(1_000, (await _store.Reader.TotalsAsync(crawl.Record.Id, Cancellation)).Accepted);
    }

    [Fact]
    public async Task SeedAsync_IncludeAndTraps_DoNotBindSeeds()
    {
        var crawl = await CrawlAsync(new CrawlJob { Scope = new CrawlScope { Include = ["/items/"] }, Limits = new CrawlLimits { MaxPathSegments = 1 } });
        Assert.Equal([SeedVerdict.Added, SeedVerdict.Added], await SeedAsync(crawl, "https://a.example/", "https://a.example/x/x/x/x"));
    }

    [Theory]
    [InlineData(ScopeMode.Host, "www.a.example", true)]
    [InlineData(ScopeMode.Host, "a.example", false)]
    [InlineData(ScopeMode.Domain, "a.example", true)]
    [InlineData(ScopeMode.Prefix, "www.a.example/docs/", true)]
    [InlineData(ScopeMode.Prefix, "www.a.example/", false)]
    [InlineData(ScopeMode.Any, "www.a.example", false)]
    public async Task SeedAsync_Seed_PutsItsKeyIntoTheScope(ScopeMode mode, string key, bool expected)
    {
        var crawl = await CrawlAsync(new CrawlJob { Scope = new CrawlScope { Mode = mode } });
        var keys = new ScopeKeys(_store.Intake, TimeProvider.System);
        await SeedAsync(crawl, "https://www.a.example/docs/index.html");
        Assert.Equal(expected, await keys.ContainsAnyAsync(crawl.Record.Id, ["other.example", key], Cancellation));
        Assert.False(await keys.ContainsAnyAsync(crawl.Record.Id + 1, [key], Cancellation));
    }

    [Fact]
    public async Task ContainsAnyAsync_NotInScope_IsBelievedForSecondsOnly()
    {
        var time = new FakeTimeProvider();
        var crawl = await CrawlAsync(new CrawlJob());
        var keys = new ScopeKeys(_store.Intake, time);
        Assert.False(await keys.ContainsAnyAsync(crawl.Record.Id, ["a.example"], Cancellation));
        await SeedAsync(crawl, "https://a.example/");
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await keys.ContainsAnyAsync(crawl.Record.Id, ["a.example"], Cancellation));
    }

    [Fact]
    public async Task SeedAsync_NothingToSeed_IsNoVerdict() => Assert.Empty(await SeedAsync(await CrawlAsync(new CrawlJob())));

    private async Task<ActiveCrawl> CrawlAsync(CrawlJob job) => new(await _store.Catalog.CreateAsync("crawl", job.ToJson(), Cancellation));

    private Task<SeedVerdict[]> SeedAsync(ActiveCrawl crawl, params string[] lines) =>
        new Seeder(_store.Intake).SeedAsync(crawl, lines, Cancellation);
}
