using System.Net;
using Microsoft.Extensions.Hosting;
using Thresher.Hosting;
using Thresher.Storage.Postgres;

namespace Thresher.BrokenCrawler;

/// <summary>One silo of a cluster, sound but for its dying of the page titled "Poison"; serves until it is killed.</summary>
internal static class PoisonedSilo
{
    public static async Task RunAsync(string connectionString, int siloPort, int gatewayPort)
    {
        await using var sound = new PostgresStore(connectionString);
        await sound.InitializeAsync(CancellationToken.None);
        var store = new BrokenStore(sound, new PoisonedFrontier(sound.Frontier));
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo
            .AddThresherCluster(ClusterConnection.Parse(connectionString), store, new ThresherOptions())
            .ConfigureEndpoints(IPAddress.Loopback, siloPort, gatewayPort));
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("serves");
        await host.WaitForShutdownAsync();
    }
}
