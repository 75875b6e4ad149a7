using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Thresher.Client.Embedded;
using Thresher.Client.Sessions;
using Thresher.Grains.Connections;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Client.Embedded;

/// <summary>The embedded silo answers those who can read the secret in its directory, and nobody else.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EmbeddedSiloOwnerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("thresher-owner-");
    private DataDirectory _data = null!;
    private EmbeddedSilo _silo = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _data = DataDirectory.Open(_directory.FullName, create: true);
        _silo = await EmbeddedSilo.StartAsync(_data, _ => { }, NullLoggerProvider.Instance, LogLevel.None, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Connect_OwnersConsole_IsAnswered()
    {
        await using var session = await GatewaySession.ConnectAsync(_data, _data.FindOwner().Gateway!.Value, Cancellation);
        await session.CreateAsync("mine", new CrawlJob { Seeds = ["http://127.0.0.1:1/"] }, Cancellation);
        Assert.NotNull(await session.TryFindAsync("mine", Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a guess of sixteen characters")]
    public async Task Connect_WithoutTheSecret_GetsNoAnswer(string? guess)
    {
        var secret = _data.ReadSecret();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, _data.FindOwner().Gateway!.Value))
                .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (EmbeddedSilo.ClusterIdOf(secret), EmbeddedSilo.ServiceId));
            if (guess is not null)
            {
                client.ShowSecret(ConnectionSecret.Of(guess));
            }
        });
        using var host = builder.Build();
        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Cancellation).WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public void Secret_File_IsReadableByItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix' permissions");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory.FullName, "silo.secret")));
    }

    [Fact]
    public void ClusterId_OfEachSilo_IsItsOwn()
    {
        var (one, other) = (ConnectionSecret.Create(), ConnectionSecret.Create());
        Assert.NotEqual(EmbeddedSilo.ClusterIdOf(one), EmbeddedSilo.ClusterIdOf(other));
        Assert.DoesNotContain(one[..16], EmbeddedSilo.ClusterIdOf(one), StringComparison.Ordinal);
    }
}
