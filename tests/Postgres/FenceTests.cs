using Npgsql;
using Thresher.Storage;
using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

/// <summary>Taking an owner's right away while it does something else.</summary>
public sealed class FenceTests(PostgresServer server) : StoreContract(new PostgresHarness(server, nameof(FenceTests)))
{
    /// <summary>What it waits for takes a moment: a fault is not to hold up all tests.</summary>
    private const int LimitMs = 60_000;

    /// <summary>
    /// An owner that stops releases its domains in steps. When it is declared dead meanwhile, others conclude from its lease since
    /// when it sent no request: that must not have been made shorter.
    /// </summary>
    [Fact(Timeout = LimitMs)]
    public async Task Revoke_WhileTheOwnerGivesBack_TellsWhatIsLeftOfItsLease()
    {
        await SeededAsync("a.example", 1);
        await AcquireAsync("a.example");
        await using var connection = new NpgsqlConnection(((PostgresHarness)Harness).ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var take = new NpgsqlCommand("SELECT 1 FROM domains FOR UPDATE", connection, transaction);
        await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var release = Owners.ReleaseOwnerAsync(Silo, graceful: true, JustNow, Cancel);
        while (await Harness.CountAsync("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.Equal(OwnerLease, await ((IClusterStore)Store).Fence.RevokeAsync(Silo, Cancel));
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await release;
        Assert.Equal(["a.example"], await Owners.DueDomainsAsync(10, Cancel));
    }
}
