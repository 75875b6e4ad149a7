using System.Net;
using System.Text.Json.Serialization;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Orleans.Dashboard;
using Thresher.Grains.Hosting;
using Thresher.Grains.Metrics;
using Thresher.Silo.Board;
using Thresher.Silo.Database;
using Thresher.Silo.Health;
using Thresher.Silo.Http;
using Thresher.Silo.Options;
using Thresher.Storage;

namespace Thresher.Silo.Startup;

/// <summary>
/// Builds the silo's host. The HTTP server comes first, so that it starts before the silo joins and stops after it has
/// left: a port in use ends the process before it is a member.
/// </summary>
internal static class SiloHost
{
    public static IHost Build(SiloOptions options, IPEndPoint silo, IClusterStore store, ClusterDatabase database, ClusterTime time) =>
        new HostBuilder()
            .ConfigureLogging(logging => SiloLogging.Add(logging, options))
            .ConfigureServices(services =>
            {
                services.AddHostedService<StopDeadline>();
                services.AddHostedService(provider => ActivatorUtilities.CreateInstance<JoinNotice>(provider, database));
                services.Configure<HostOptions>(host => host.ShutdownTimeout = ThresherSiloExtensions.StopLimit);
                services.AddSingleton<IHostLifetime, ProgramLifetime>();
                services.AddSingleton(options).AddSingleton(options.Cluster);
                services.AddSingleton<TimeProvider>(time);
            })
            .ConfigureWebHost(web => web.ListenAs(options).ConfigureServices(AddHttp).Configure(SiloPipeline.Use))
            .UseOrleans((_, builder) => Join(builder, options, silo, store))
            .ConfigureServices(services => services
                .AddHostedService(provider => ActivatorUtilities.CreateInstance<Registration>(provider, database))
                .AddHostedService<Announcement>()
                .AddHostedService(provider => ActivatorUtilities.CreateInstance<DatabaseWatch>(provider, database, time))
                .AddHostedService(provider => ActivatorUtilities.CreateInstance<FailureDetector>(provider, database)))
            .Build();

    private static void AddHttp(IServiceCollection services)
    {
        services.AddRouting();
        services.AddSingleton<SiloReadiness>().AddSingleton<CrawlBoard>();
        services.AddOpenApi(ApiDescription.Configure);
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("thresher-silo")).WithMetrics(metrics => metrics
            .AddMeter(CrawlMetrics.MeterName, "Microsoft.Orleans", "System.Runtime")
            .AddPrometheusExporter());
    }

    private static void Join(ISiloBuilder builder, SiloOptions options, IPEndPoint silo, IClusterStore store)
    {
        builder.AddThresherCluster(options.Cluster, store, options.Apply);
        builder.ConfigureEndpoints(silo.Address, silo.Port, options.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(silo.Address));
        builder.AddDashboard(dashboard => dashboard.HideTrace = true);
        builder.Services.AddSingleton<IFatalErrorHandler, FatalErrors>();
    }
}
