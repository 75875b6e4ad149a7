using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Thresher.Grains.Connections;
using Thresher.TestWeb;

namespace Thresher.Tests.Unit.Grains.Connections;

/// <summary>Two silos that speak TLS with each other, and consoles with and without a certificate of their authority.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly CertificateAuthority _authority = new("ours");
    private readonly CertificateAuthority _other = new("theirs");
    private readonly int[] _ports = FreePort.Take(4);
    private readonly List<IHost> _silos = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var (siloPort, gatewayPort) in new[] { (_ports[0], _ports[1]), (_ports[2], _ports[3]) })
        {
            var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.UseOrleans(silo => silo
                .UseLocalhostClustering(siloPort, gatewayPort, new IPEndPoint(IPAddress.Loopback, _ports[0]))
                .RequireCertificate(ClusterCertificates.Read(_authority.Issue()))
                .RequireSecret(ConnectionSecret.Of("a secret within the encrypted connection")));
            var host = builder.Build();
            _silos.Add(host);
            await host.StartAsync(Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos.AsEnumerable().Reverse())
        {
            await silo.StopAsync(Cancel);
            silo.Dispose();
        }

        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Connect_CertificateOfTheAuthority_ReachesBothSilos()
    {
        using var console = Console(_authority.Issue());
        await console.StartAsync(Cancel);

        var silos = await console.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, Cancel);

        Assert.Equal(2, silos.Count);
        var statistics = await console.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetRuntimeStatistics([.. silos.Keys], Cancel);
        Assert.Equal(2, statistics.Length);
        await console.StopAsync(Cancel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_WithoutACertificateOfTheAuthority_GetsNoAnswer(bool hasAnother)
    {
        using var console = Console(hasAnother ? _other.Issue() : null);
        await Assert.ThrowsAnyAsync<Exception>(() => console.StartAsync(Cancel).WaitAsync(Patience, Cancel));
    }

    private IHost Console(string? certificates)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(_ports[3]);
            if (certificates is not null)
            {
                client.RequireCertificate(ClusterCertificates.Read(certificates));
            }

            client.ShowSecret(ConnectionSecret.Of("a secret within the encrypted connection"));
        });
        return builder.Build();
    }
}
