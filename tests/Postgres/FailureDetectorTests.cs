using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Thresher.Grains.Configuration;
using Thresher.Grains.Hosting;
using Thresher.Silo.Database;
using Thresher.TestWeb;

namespace Thresher.Tests.Postgres;

/// <summary>Gone is who neither beats nor takes connections; of who does either the watch thinks nothing.</summary>
public sealed class FailureDetectorTests(PostgresServer server) : IAsyncLifetime
{
    /// <summary>What it waits for takes half a second: a fault is not to hold up all tests.</summary>
    private const int LimitMs = 60_000;

    private static readonly long LeaseMs = (long)new ThresherOptions().DomainLease.TotalMilliseconds;
    private static readonly TimeSpan Silent = ThresherClusterExtensions.Trust + TimeSpan.FromMilliseconds(1);

    private readonly PostgresHarness _harness = new(server, nameof(FailureDetectorTests));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _closed = FreePort.Take(1)[0];
    private ClusterDatabase _database = null!;

    private int Open => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask InitializeAsync()
    {
        await _harness.OpenAsync();
        await _harness.ExecuteAsync("TRUNCATE orleansmembershiptable");
        _database = new ClusterDatabase(ClusterConnection.Parse(_harness.ConnectionString));
        _listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task Absent_SilentAndClosed_IsDead()
    {
        await JoinAsync(_closed, 1, Silent);

        var absent = Assert.Single(await AbsentAsync());
        Assert.Equal(Address(_closed, 1), absent.Silo);
        Assert.True(DeadMembers.IsDead(absent));
    }

    [Fact]
    public async Task Absent_FrozenOrCutOffOrLeavingOrOfAnotherCluster_IsNot()
    {
        await JoinAsync(Open, 1, Silent);
        await JoinAsync(_closed, 2, ThresherClusterExtensions.Trust);
        await JoinAsync(_closed, 3, Silent, status: SiloStatus.ShuttingDown);
        await JoinAsync(_closed, 4, Silent, cluster: "another");

        Assert.Empty(await AbsentAsync());
    }

    [Fact(Timeout = LimitMs)]
    public async Task Watch_OneIsGone_HasTheClusterDropItAndNoOther()
    {
        await JoinAsync(Open, 1, Silent);
        await JoinAsync(_closed, 2, Silent);
        var membership = new StubMembership();
        using var watch = new FailureDetector(_database, membership, TimeProvider.System, NullLogger<FailureDetector>.Instance);

        await watch.StartAsync(TestContext.Current.CancellationToken);
        var first = await membership.Killed.Reader.ReadAsync(TestContext.Current.CancellationToken);
        var second = await membership.Killed.Reader.ReadAsync(TestContext.Current.CancellationToken);
        await watch.StopAsync(TestContext.Current.CancellationToken);

        // Asked again until the table says that it is dead.
        Assert.Equal(Address(_closed, 2), first);
        Assert.Equal(Address(_closed, 2), second);
    }

    private Task<IReadOnlyList<SiloMember>> AbsentAsync() =>
        new DeadMembers(_database, TimeProvider.System).AbsentAsync(ThresherClusterExtensions.Trust, TestContext.Current.CancellationToken);

    private async Task JoinAsync(
        int port, int generation, TimeSpan silence, SiloStatus status = SiloStatus.Active, string cluster = ClusterConnection.DefaultClusterId)
    {
        await _harness.ExecuteAsync(
            $"""
            INSERT INTO orleansmembershipversiontable (deploymentid) VALUES ('{cluster}') ON CONFLICT DO NOTHING;
            INSERT INTO orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, starttime, iamalivetime)
            VALUES ('{cluster}', '127.0.0.1', {port}, {generation}, 'silo', 'host', {(int)status}, now(), now());
            INSERT INTO owners (name, lease_until) VALUES ('127.0.0.1:{port}@{generation}', thresher_now() + {LeaseMs - (long)silence.TotalMilliseconds})
            """);
    }

    private static SiloAddress Address(int port, int generation) => SiloAddress.New(IPAddress.Loopback, port, generation);

    private sealed class StubMembership : IClusterMembershipService
    {
        public Channel<SiloAddress> Killed { get; } = Channel.CreateUnbounded<SiloAddress>();

        public ClusterMembershipSnapshot CurrentSnapshot => throw new NotSupportedException();

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(Killed.Writer.TryWrite(siloAddress));
    }
}
