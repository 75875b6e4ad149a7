using Npgsql;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Postgres;
using Thresher.Storage.Rows;
using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

/// <summary>The feed of a cluster, where numbers become visible out of their order.</summary>
public sealed class PostgresChangeFeedTests(PostgresServer server) : ChangeFeedContract(new PostgresHarness(server, nameof(PostgresChangeFeedTests)))
{
    protected override async Task SkipNumbersAsync(long last) => await Harness.ExecuteAsync($"SELECT setval('url_ends', {last})");

    [Fact]
    public async Task Mark_LowerNumberNotCommittedYet_WaitsForIt()
    {
        var crawl = await SeededAsync("a.example", 1);
        await AcceptAsync(crawl, Url(crawl, "b.example", "b"));
        var (a, b) = (await AcquireAsync("a.example"), await AcquireAsync("b.example"));
        var (slow, quick) = ((await LeaseAsync(a, 1))[0], (await LeaseAsync(b, 1))[0]);

        // One writer has drawn its numbers and has not committed; another draws higher ones and commits.
        await using var connection = new NpgsqlConnection(((PostgresHarness)Harness).ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await ExecuteAsync(connection, $"UPDATE urls SET state = 5, outcome = 10 WHERE id = {slow.Id}");
        await CompleteAsync(Ends(quick, b, UrlState.Failed, FetchOutcome.Gone));

        var marking = Feed.MarkAsync(crawl, Cancel);
        Assert.NotSame(marking, await Task.WhenAny(marking, Task.Delay(300, Cancel)));
        await transaction.CommitAsync(Cancel);

        var failures = await Feed.FailuresAsync(crawl, Cursor.Start, await marking, 0, Cancel).ToListAsync(Cancel);
        Assert.Equal([slow.Id, quick.Id], failures.Select(row => row.Id));
    }

    /// <summary>Eight writers in transactions of different lengths, and one who follows.</summary>
    [Fact]
    public async Task Follow_ManyWriters_SeesEachRowOnce()
    {
        const int Writers = 8;
        const int Rounds = 25;
        var crawl = await CreateAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(crawl, writer, Rounds)));
        var pages = new List<long>();
        var urls = new List<long>();
        var items = new List<long>();
        var at = Cursor.Start;
        bool last;
        do
        {
            last = writing.IsCompleted;
            var next = await Feed.MarkAsync(crawl, Cancel);
            pages.AddRange(await Feed.PagesAsync(crawl, at, next, 0, Cancel).Select(page => page.UrlId).ToListAsync(Cancel));
            urls.AddRange(await Feed.UrlsAsync(crawl, at, next, 0, Cancel).Select(row => row.Id).ToListAsync(Cancel));
            items.AddRange(await Feed.ItemsAsync(crawl, at, next, 0, Cancel).Select(item => item.Id).ToListAsync(Cancel));
            at = next;
        }
        while (!last);

        await writing;
        Assert.Equal(await Reader.PagesAsync(crawl, Cancel).Select(page => page.UrlId).ToListAsync(Cancel), pages.Order());
        Assert.Equal(await Reader.UrlsAsync(crawl, Cancel).Select(row => row.Id).ToListAsync(Cancel), urls.Order());
        Assert.Equal(await Reader.ItemsAsync(crawl, 0, Cancel).Select(item => item.Id).ToListAsync(Cancel), items.Order());
        Assert.Equal(Writers * Rounds * 5, pages.Count);
    }

    private async Task WriteAsync(long crawl, int writer, int rounds)
    {
        await using var store = new PostgresStore(((PostgresHarness)Harness).ConnectionString + ";Maximum Pool Size=2");
        var name = $"w{writer}.example";
        for (var round = 0; round < rounds; round++)
        {
            await store.Intake.AcceptAsync(crawl, [.. Enumerable.Range(0, 5).Select(n => Url(crawl, name, $"{round}-{n}"))], [], Cancel);
            var domain = await store.Leases.AcquireAsync(name, $"silo-{writer}", OwnerLease, Cancel);
            var leased = await store.Queue.LeaseAsync(domain.DomainId, domain.Epoch, 10, Cancel);
            await store.Queue.CompleteAsync([.. leased.Select(url => Fetched(url, domain) with { Items = [new("a", 0, "{}", null)] })], Cancel);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
