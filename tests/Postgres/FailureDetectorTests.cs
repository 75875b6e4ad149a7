using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Thresher.Grains.Configuration;
using Thresher.Grains.Hosting;
using Thresher.Grains.Ownership;
using Thresher.Silo.Database;
using Thresher.TestWeb;

namespace Thresher.Tests.Postgres;

/// <summary>Gone is who neither beats nor takes connections; of who does either the detector thinks nothing.</summary>
public sealed class FailureDetectorTests(PostgresServer server) : IAsyncLifetime
{
    /// <summary>What it waits for takes half a second: a fault is not to hold up all tests.</summary>
    private const int LimitMs = 60_000;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly ThresherOptions Options = ClusterDefaults();
    private static readonly TimeSpan Trust = Options.OwnershipTrust;
    private static readonly TimeSpan Silent = Trust + TimeSpan.FromMilliseconds(1);

    private readonly PostgresHarness _harness = new(server, nameof(FailureDetectorTests));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _closed = FreePort.Take(1)[0];
    private ClusterDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private int Open => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask InitializeAsync()
    {
        await _harness.OpenAsync();
        _database = new ClusterDatabase(ClusterConnection.Parse(_harness.ConnectionString), Lease);
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
        var silo = await BeatAsync(_closed, 1, Silent);

        var absent = Assert.Single(await AbsentAsync(silo));

        Assert.Equal(silo, absent.Silo);
        Assert.True(IsDead(absent));
    }

    [Fact]
    public async Task Absent_FrozenOrCutOffOrNeverConfirmed_IsNot()
    {
        var frozen = await BeatAsync(Open, 1, Silent);
        var cutOff = await BeatAsync(_closed, 2, Trust);

        Assert.Empty(await AbsentAsync(frozen, cutOff, Address(_closed, 3)));
    }

    [Fact(Timeout = LimitMs)]
    public async Task Detector_OneIsGone_HasTheClusterDropItAndNoOther()
    {
        var frozen = await BeatAsync(Open, 1, Silent);
        var gone = await BeatAsync(_closed, 2, Silent);
        var leaving = await BeatAsync(_closed, 3, Silent);
        var membership = new StubMembership((frozen, SiloStatus.Active), (gone, SiloStatus.Active), (leaving, SiloStatus.ShuttingDown));
        using var detector = new FailureDetector(_database, membership, Options, TimeProvider.System, NullLogger<FailureDetector>.Instance);

        await detector.StartAsync(TestContext.Current.CancellationToken);
        var first = await membership.Killed.Reader.ReadAsync(Cancel);
        var second = await membership.Killed.Reader.ReadAsync(Cancel);
        await detector.StopAsync(Cancel);

        // Asked again until the membership says that it is dead.
        Assert.Equal(gone, first);
        Assert.Equal(gone, second);
    }

    [Fact(Timeout = LimitMs)]
    public async Task Cleanup_SeveralAreGone_DeclaresThemDeadInTheMembershipTableAndNoOther()
    {
        var frozen = await JoinAsync(await BeatAsync(Open, 1, Silent));
        var gone = await JoinAsync(await BeatAsync(_closed, 2, Silent));
        var alsoGone = await JoinAsync(await BeatAsync(_closed, 3, Silent));
        var unknown = await JoinAsync(Address(_closed, 4));

        await new DeadMemberCleanup(_database, Trust, TimeProvider.System, NullLogger.Instance).RunAsync(TestContext.Current.CancellationToken);

        var members = await (await _database.MembershipAsync(Cancel)).ReadAllAsync(Cancel);
        Assert.Equal(SiloStatus.Active, members.TryGet(frozen)!.Item1.Status);
        Assert.Equal(SiloStatus.Dead, members.TryGet(gone)!.Item1.Status);
        Assert.Equal(SiloStatus.Dead, members.TryGet(alsoGone)!.Item1.Status);
        Assert.Equal(SiloStatus.Active, members.TryGet(unknown)!.Item1.Status);
    }

    [Fact]
    public async Task LiveOthers_AnotherClusterBeats_IsNamed()
    {
        var silo = await BeatAsync(Open, 1, TimeSpan.Zero);
        await _database.RegisterAsync(silo, silo, Cancel);
        Assert.Empty(await _database.LiveOthersAsync(Cancel));

        await using var other = new ClusterDatabase(ClusterConnection.Parse(_harness.ConnectionString, "other"), Lease);

        Assert.Equal(["thresher"], await other.LiveOthersAsync(Cancel));
    }

    private Task<IReadOnlyList<SiloMember>> AbsentAsync(params SiloAddress[] active) =>
        new DeadMembers(_database, Trust, TimeProvider.System).AbsentAsync(active, Trust, Cancel);

    private bool IsDead(SiloMember absent) => new DeadMembers(_database, Trust, TimeProvider.System).IsDead(absent);

    private async Task<SiloAddress> BeatAsync(int port, int generation, TimeSpan silence)
    {
        var silo = Address(port, generation);
        await _harness.ExecuteAsync(
            $"INSERT INTO owners (name, lease_until) VALUES ('{SiloOwner.Of(silo)}', thresher_now() + {(long)(Lease - silence).TotalMilliseconds})");
        return silo;
    }

    private async Task<SiloAddress> JoinAsync(SiloAddress silo)
    {
        var table = await _database.MembershipAsync(Cancel);
        var now = DateTime.UtcNow;
        var entry = new MembershipEntry { SiloAddress = silo, SiloName = "silo", HostName = "host", Status = SiloStatus.Active, StartTime = now, IAmAliveTime = now };
        Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel));
        return silo;
    }

    private static ThresherOptions ClusterDefaults()
    {
        var options = new ThresherOptions();
        ThresherClusterExtensions.ApplyClusterDefaults(options);
        return options;
    }

    private static SiloAddress Address(int port, int generation) => SiloAddress.New(IPAddress.Loopback, port, generation);

    private sealed class StubMembership(params (SiloAddress Silo, SiloStatus Status)[] members) : IClusterMembershipService
    {
        public Channel<SiloAddress> Killed { get; } = Channel.CreateUnbounded<SiloAddress>();

        public ClusterMembershipSnapshot CurrentSnapshot { get; } = new(
            members.ToImmutableDictionary(member => member.Silo, member => new ClusterMember(member.Silo, member.Status, "silo")), new MembershipVersion(1));

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(Killed.Writer.TryWrite(siloAddress));
    }
}
