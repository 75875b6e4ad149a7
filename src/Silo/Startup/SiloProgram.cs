using System.Net;
using System.Runtime.InteropServices;
using Thresher.Silo.Database;
using Thresher.Silo.Options;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Web.Texts;

namespace Thresher.Silo.Startup;

/// <summary>
/// A silo's life: read the options, hold the HTTP port, wait for the database, join, serve until told to stop. Exit
/// codes: 0 stopped, 1 failed, 2 wrong usage.
/// </summary>
internal static class SiloProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        // Log lines and messages may hold what pages and servers say.
        Console.SetOut(new CleanWriter(Console.Out));
        Console.SetError(new CleanWriter(Console.Error));
        try
        {
            if (SiloCommandLine.Parse(args) is not { } commandLine)
            {
                return 0;
            }

            await ServeAsync(SiloSettings.Read(SiloSettings.Join(commandLine, AppContext.BaseDirectory)));
            return 0;
        }
        catch (SiloUsageException failure)
        {
            Tell(failure.Message);
            return 2;
        }
        catch (Exception failure) when (failure is SiloStartException or StoreException)
        {
            Tell(failure.Message);
            return 1;
        }
    }

    private static async Task ServeAsync(SiloOptions options)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            await using var database = new ClusterDatabase(options.Cluster, options.Limits.DomainLease);
            await using var store = new PostgresStore(options.Cluster.ConnectionString);
            var time = new ClusterTime(database);
            IPAddress advertised;
            using (OnSignal(PosixSignal.SIGTERM, stop))
            using (OnSignal(PosixSignal.SIGINT, stop))
            {
                await using var waitingRoom = await StartupHealthServer.OpenAsync(options, stop.Token);
                using var loggers = LoggerFactory.Create(logging => SiloLogging.Add(logging, options));
                var gate = new DatabaseGate(options.Cluster, database, store, time, loggers.CreateLogger<DatabaseGate>());
                await gate.PassAsync(stop.Token);
                advertised = options.Advertise ?? await AdvertisedAddress.FindAsync(options.Cluster, stop.Token);
            }

            await RunAsync(options, advertised, store, database, time);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped before it joined: nothing to release.
        }
    }

    private static async Task RunAsync(SiloOptions options, IPAddress advertised, IClusterStore store, ClusterDatabase database, ClusterTime time)
    {
        var silo = new IPEndPoint(advertised, options.SiloPort);
        var gateway = new IPEndPoint(advertised, options.GatewayPort);
        FreePorts.Check(silo, gateway);
        using var host = SiloHost.Build(options, silo, store, database, time);
        try
        {
            await host.StartAsync();
        }
        catch (Exception) when (host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
        {
            // Stopped while it was joining: it leaves in order.
            await host.StopAsync();
            return;
        }
        catch (IOException failure) when (failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw FreePorts.Taken(new IPEndPoint(options.HttpBind, options.HttpPort), "--http-port", failure);
        }

        await host.WaitForShutdownAsync();
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(
        signal,
        context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });

    private static void Tell(string message) => Console.Error.WriteLine($"thresher-silo: {message}");
}
