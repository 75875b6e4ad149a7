using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Thresher.Grains.Hosting;
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

        // From the first moment to the last: without a handler of its own, a signal ends the process as it stands.
        using var stop = new CancellationTokenSource();
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        try
        {
            if (SiloCommandLine.Parse(args) is not { } commandLine)
            {
                return 0;
            }

            await ServeAsync(SiloSettings.Read(SiloSettings.Join(commandLine, AppContext.BaseDirectory)), stop.Token);
            return 0;
        }
        catch (SiloUsageException failure)
        {
            Tell(failure.Message);
            return 2;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Whatever a stop interrupts fails in its own way: it is what was asked for.
            return 0;
        }
        catch (Exception failure)
        {
            Tell(failure is SiloStartException or StoreException
                ? failure.Message
                : $"the silo did not start: {failure.Message.ReplaceLineEndings(" ")} ({failure.GetType().Name})");
            return 1;
        }
    }

    private static async Task ServeAsync(SiloOptions options, CancellationToken stop)
    {
        await using var database = new ClusterDatabase(options.Cluster, options.Limits.DomainLease);
        await using var store = new PostgresStore(options.Cluster.ConnectionString);
        var time = new ClusterTime(database);
        IPAddress advertised;
        await using (await StartupHealthServer.OpenAsync(options, stop))
        {
            using var loggers = LoggerFactory.Create(logging => SiloLogging.Add(logging, options));
            var gate = new DatabaseGate(options.Cluster, database, options.Limits.OwnershipTrust, store, time, loggers.CreateLogger<DatabaseGate>());
            await gate.PassAsync(stop);
            advertised = options.Advertise ?? await AdvertisedAddress.FindAsync(options.Cluster, stop);
        }

        await RunAsync(options, advertised, store, database, time, stop);
    }

    private static async Task RunAsync(
        SiloOptions options, IPAddress advertised, IClusterStore store, ClusterDatabase database, ClusterTime time, CancellationToken stop)
    {
        var silo = new IPEndPoint(advertised, options.SiloPort);
        var gateway = new IPEndPoint(advertised, options.GatewayPort);
        FreePorts.Check(silo, gateway);
        var host = SiloHost.Build(options, silo, store, database, time);
        await using var stopping = stop.Register(host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication);
        try
        {
            await host.StartAsync(stop);
        }
        catch (Exception failure)
        {
            await LeaveAsync(host, database);
            throw failure switch
            {
                IOException { InnerException: AddressInUseException } taken => FreePorts.Taken(new IPEndPoint(options.HttpBind, options.HttpPort), "--http-port", taken),
                _ when DatabaseFailure.Within(failure, options.Cluster) is { } told => told,
                _ => failure,
            };
        }

        using (host)
        {
            await host.WaitForShutdownAsync(stop);
        }
    }

    /// <summary>
    /// Leaves the cluster after a start that did not come to its end. Orleans stops only silos that have become active; of
    /// one that was joining nothing is left but its row among the members, and the process ends with the rest, whose
    /// disposal takes seconds.
    /// </summary>
    private static async Task LeaveAsync(IHost host, ClusterDatabase database)
    {
        using var limit = new CancellationTokenSource(ThresherSiloExtensions.StopLimit);
        try
        {
            await host.StopAsync(limit.Token);
        }
        catch (Exception)
        {
            await database.WithdrawAsync(host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress, limit.Token)
                .WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
