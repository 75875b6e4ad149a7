using System.Net;
using System.Net.Sockets;
using Npgsql;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Storage.Rows;
using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

/// <summary>An unavailable database: one line that names it, never the password, and work that continues afterwards.</summary>
public sealed class FailureTests(PostgresServer server) : StoreContract(new PostgresHarness(server, nameof(FailureTests)))
{
    private const string Password = "s3cret-pass";

    private string Database => ((PostgresHarness)Harness).ConnectionString;

    [Fact]
    public async Task Initialize_NobodyListens_IsTransientAndNamesTheServer()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        await using var store = new PostgresStore($"Host=127.0.0.1;Port={port};Username=u;Password={Password};Database=d");

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.InitializeAsync(Cancel));

        AssertOneLine(failure, $"PostgreSQL at 127.0.0.1:{port} cannot be reached");
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task Initialize_NoSuchDatabase_IsNotTransient()
    {
        await using var store = new PostgresStore(new NpgsqlConnectionStringBuilder(Database) { Database = "nowhere", Password = Password }.ConnectionString);
        var failure = await Assert.ThrowsAsync<StoreException>(() => store.InitializeAsync(Cancel));
        AssertOneLine(failure, "has no database nowhere");
        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task AnyCall_ConnectionsKilled_FailsTransientlyThenGoesOn()
    {
        var crawl = await SeededAsync("a.example", 3);
        var domain = await AcquireAsync("a.example");
        await Harness.ExecuteAsync(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE application_name = 'thresher' AND datname = current_database()");

        var failures = new List<StoreException>();
        IReadOnlyList<LeasedUrl>? leased = null;
        while (leased is null)
        {
            try
            {
                leased = await LeaseAsync(domain, 3);
            }
            catch (StoreException failure)
            {
                failures.Add(failure);
                Assert.True(failures.Count < 50);
            }
        }

        Assert.All(failures, failure => Assert.True(failure.IsTransient, failure.Message));
        Assert.All(failures, failure => AssertOneLine(failure, $"PostgreSQL at 127.0.0.1:{server.Port}"));
        Assert.Equal(3, leased.Count);
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task AnyCall_NoConnectionLeft_IsTransient()
    {
        await Harness.ExecuteAsync("DROP ROLE IF EXISTS crowded");
        await Harness.ExecuteAsync("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0");
        await using var store = new PostgresStore(new NpgsqlConnectionStringBuilder(Database) { Username = "crowded", Password = Password }.ConnectionString);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.Catalog.ListAsync(Cancel));

        AssertOneLine(failure, "has no connection left");
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task Stream_ConnectionKilledHalfway_IsAStoreException()
    {
        var crawl = await SeededAsync("a.example", 1500);
        await using var rows = Reader.UrlsAsync(crawl, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await rows.MoveNextAsync());
        await Harness.ExecuteAsync(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE application_name = 'thresher' AND datname = current_database()");

        var failure = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            while (await rows.MoveNextAsync())
            {
            }
        });

        Assert.True(failure.IsTransient);
    }

    private static void AssertOneLine(StoreException failure, string part)
    {
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain(Password, failure.Message, StringComparison.Ordinal);
    }
}
