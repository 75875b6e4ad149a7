using Npgsql;
using Thresher.Storage.Postgres;
using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

/// <summary>How PostgreSQL carries out what every fetch needs, where its planner has to be kept from a costly choice.</summary>
public sealed class PlanTests(PostgresServer server) : StoreContract(new PostgresHarness(server, nameof(PlanTests)))
{
    /// <summary>Connections are gone in a moment: a fault is not to hold up all tests.</summary>
    private const int LimitMs = 60_000;

    /// <summary>After these a prepared statement is planned for good, unless plans for its values look cheaper.</summary>
    private const int FirstExecutions = 5;

    /// <summary>
    /// Leased rows come and go so fast that the planner takes their index for empty, when it holds thousands of live and
    /// dead entries. A query that knows a row's number has to use it.
    /// </summary>
    [Fact(Timeout = LimitMs)]
    public async Task CompleteMarkReturn_ManyUrls_GoByTheNumberNotThroughAllThatIsLeased()
    {
        var crawl = await SeededAsync("a.example", 5_000);
        await Harness.ExecuteAsync("VACUUM ANALYZE urls");
        var domain = await AcquireAsync("a.example");
        var urls = await LeaseAsync(domain, 32);
        var before = await ScansAsync();

        Assert.True(await Queue.MarkParsingAsync(urls[0].Id, domain.Epoch, Cancel));
        await Queue.ReturnAsync(domain.DomainId, domain.Epoch, [urls[1].Id], Cancel);
        var results = await Queue.CompleteAsync([.. urls.Skip(2).Select(url => Fetched(url, domain))], TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.True(result.Applied));
        Assert.Equal(before, await ScansAsync());
    }

    [Fact]
    public async Task LeaseAndRecover_AgainAndAgain_ArePlannedOnce()
    {
        var crawl = await SeededAsync("a.example", 5_000);
        await Harness.ExecuteAsync("VACUUM ANALYZE urls");
        await using var source = PostgresStore.CreateDataSource(((PostgresHarness)Harness).ConnectionString + ";Maximum Pool Size=1");
        var store = new PostgresStore(source);
        for (var i = 0; i < 3 * FirstExecutions; i++)
        {
            var domain = await store.Leases.AcquireAsync("a.example", Silo, OwnerLease, Cancel);
            Assert.Equal(10, (await store.Queue.LeaseAsync(domain.DomainId, domain.Epoch, 10, Cancel)).Count);
        }

        await using var connection = await source.OpenConnectionAsync(Cancel);
        foreach (var statement in new[] { "%AS queued%", "%strikes + 1%" })
        {
            var plannedAnew = await AskAsync<long>(connection, $"SELECT max(custom_plans) FROM pg_prepared_statements WHERE statement LIKE '{statement}'");
            Assert.InRange(plannedAnew, 1, FirstExecutions);
        }

        await AssertSoundAsync(crawl);
    }

    /// <summary>Scans of the index of leased rows so far. A connection has told of its own once it is gone.</summary>
    private async Task<long> ScansAsync()
    {
        await using var connection = new NpgsqlConnection(((PostgresHarness)Harness).ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        var used = await AskAsync<int[]>(
            connection, "SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'thresher%'");
        await Harness.CrashAsync();
        while (await AskAsync<long>(connection, $"SELECT count(*) FROM pg_stat_activity WHERE pid IN ({string.Join(", ", used)})") > 0)
        {
            await Task.Delay(10, Cancel);
        }

        return await AskAsync<long>(connection, "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'urls_leased'");
    }

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
