using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Thresher.Client.CommandLine;
using Thresher.Client.Embedded;
using Thresher.Grains.Configuration;
using Thresher.Grains.Contracts;
using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Postgres;
using Thresher.Storage.Rows;

namespace Thresher.Client.Sessions;

/// <summary>
/// A session with the silos of a cluster. Silos may die and the database may be unavailable meanwhile: idempotent calls are
/// repeated for a while, and reads use the database where no silo answers.
/// </summary>
internal sealed class ClusterSession : SiloSession
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan SiloPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a command retries while a silo or the database is unavailable, unless it is told to wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long a command that changes something waits for a cluster that is starting.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly IHost _client;
    private readonly CrawlControl _control;
    private readonly SiloLosses _losses;

    private ClusterSession(IHost client, PostgresStore store, SiloLosses losses)
        : base(client.Services.GetRequiredService<IGrainFactory>(), store)
    {
        (_client, _control, _losses) = (client, new CrawlControl(store), losses);
        losses.Start();
    }

    /// <summary>When set, the session retries without a time limit and reports waiting through this.</summary>
    public Action<string>? Waiting { get; set; }

    /// <summary>Connects.</summary>
    /// <exception cref="CommandException">No silo of the cluster answers.</exception>
    /// <exception cref="StoreException">The database is unavailable or holds no crawls.</exception>
    public static async Task<ClusterSession> ConnectAsync(ClusterConnection cluster, CancellationToken cancellationToken)
    {
        var (store, roll) = await ClusterStore.OpenAsync(cluster, cancellationToken);
        try
        {
            var alive = await roll.AliveAsync(cancellationToken);
            var gateways = alive.Where(silo => silo.ClusterId == cluster.ClusterId).Select(silo => silo.Gateway).ToArray();
            if (gateways.Length == 0)
            {
                throw NoSilo(cluster, [.. alive.Select(silo => silo.ClusterId).Distinct()]);
            }

            var losses = SiloLosses.Of(roll, cluster.ClusterId);
            return new ClusterSession(await StartClientAsync(cluster, gateways, losses, cancellationToken), store, losses);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects as soon as the database and a silo answer; waits for at most <see cref="StartPatience"/>.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="tell">Receives one line that says what is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CommandException">No silo of the cluster has answered in that time.</exception>
    /// <exception cref="StoreException">The database was unavailable all the time, or holds no crawls.</exception>
    public static async Task<ClusterSession> ConnectPatientlyAsync(ClusterConnection cluster, Action<string> tell, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var told = false; ; told = true)
        {
            try
            {
                return await ConnectAsync(cluster, cancellationToken);
            }
            catch (Exception failure) when (
                failure is StoreException { IsTransient: true } or CommandException { MayPass: true }
                && TimeProvider.System.GetElapsedTime(began) < StartPatience)
            {
                if (!told)
                {
                    tell($"thresher: waiting for at most {StartPatience.TotalSeconds:0} s: {failure.Message}");
                }
            }

            await Task.Delay(RetryPause, cancellationToken);
        }
    }

    /// <summary>Connects; null when no silo of the cluster answers.</summary>
    public static async Task<ClusterSession?> TryConnectAsync(ClusterConnection cluster, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(cluster, cancellationToken);
        }
        catch (CommandException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override async Task<CrawlSnapshot?> SnapshotAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SnapshotAsync(name, cancellationToken).WaitAsync(SiloPatience, cancellationToken);
        }
        catch (Exception failure) when (IsPassing(failure, cancellationToken))
        {
            return await PatientlyAsync(
                async () => await TryFindAsync(name, cancellationToken) is { } record ? await _control.SnapshotAsync(record, [], cancellationToken) : null,
                cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task StartAsync(string name, CrawlJob job, CancellationToken cancellationToken) =>
        PatientlyAsync(async () => { await base.StartAsync(name, job, cancellationToken); return true; }, cancellationToken);

    /// <inheritdoc/>
    public override Task<SeedVerdict[]> SeedAsync(CrawlRecord crawl, string producer, string[] lines, CancellationToken cancellationToken) =>
        PatientlyAsync(() => base.SeedAsync(crawl, producer, lines, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task SetSeedMarkAsync(CrawlRecord crawl, string source, SeedMark? mark, CancellationToken cancellationToken) =>
        PatientlyAsync(async () => { await base.SetSeedMarkAsync(crawl, source, mark, cancellationToken); return true; }, cancellationToken);

    /// <inheritdoc/>
    public override Task EndSeedingAsync(CrawlRecord crawl, string producer, CancellationToken cancellationToken) =>
        PatientlyAsync(async () => { await base.EndSeedingAsync(crawl, producer, cancellationToken); return true; }, cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> SetPausedAsync(CrawlRecord crawl, string? host, bool paused, CancellationToken cancellationToken) =>
        PatientlyAsync(() => base.SetPausedAsync(crawl, host, paused, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override Task StopAsync(CrawlRecord crawl, CancellationToken cancellationToken) =>
        PatientlyAsync(async () => { await base.StopAsync(crawl, cancellationToken); return true; }, cancellationToken);

    /// <inheritdoc/>
    public override Task RemoveAsync(CrawlRecord crawl, CancellationToken cancellationToken) =>
        PatientlyAsync(async () => { await base.RemoveAsync(crawl, cancellationToken); return true; }, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Of a call that was repeated, the count is what the last one found left to do.</remarks>
    public override Task<long> RetryAsync(CrawlRecord crawl, FetchOutcome? reason, CancellationToken cancellationToken) =>
        PatientlyAsync(() => base.RetryAsync(crawl, reason, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _losses.DisposeAsync();
        await _client.StopAsync(CancellationToken.None);
        _client.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>
    /// Whether the failure is transient: a silo died or the database is unavailable. A cancellation that this process did
    /// not request comes from a silo whose grain look-up was cancelled when another silo left.
    /// </summary>
    internal static bool IsPassing(Exception failure, CancellationToken cancellationToken) =>
        ErrorLine.IsLostSilo(failure)
        || failure is StoreException { IsTransient: true } or NpgsqlException { IsTransient: true }
        || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <inheritdoc/>
    protected override Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        _losses.DuringAsync(lost => AskUnlessAsync(lost, "a silo of the cluster has gone", call, cancellationToken));

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        // From the first failure on: a call may have waited long for the database before its silo was lost.
        long? failing = null;
        while (true)
        {
            try
            {
                return await work();
            }
            catch (Exception failure) when (IsPassing(failure, cancellationToken)
                && (Waiting is not null || failing is not { } since || TimeProvider.System.GetElapsedTime(since) < Patience))
            {
                if (failing is null)
                {
                    failing = TimeProvider.System.GetTimestamp();
                    Waiting?.Invoke($"thresher: waiting: {(failure is OperationCanceledException ? "a silo has left and the call is repeated" : ErrorLine.Of(failure).Text)}");
                }
            }

            await Task.Delay(RetryPause, cancellationToken);
        }
    }

    private static async Task<IHost> StartClientAsync(ClusterConnection cluster, string[] gateways, SiloLosses losses, CancellationToken cancellationToken)
    {
        // The table may still list silos that died: other silos are tried until the time is up.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestConnect);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => cluster.Apply(client)
            .AddGatewayCountChangedHandler((_, change) =>
            {
                if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways)
                {
                    losses.Lost();
                }
            })
            .UseConnectionRetryFilter(async (_, stop) =>
            {
                await Task.Delay(ConnectPause, stop);
                return !limit.IsCancellationRequested;
            }));
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        var host = builder.Build();
        try
        {
            await host.StartAsync(limit.Token).WaitAsync(limit.Token);
            return host;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && (failure is OperationCanceledException or NpgsqlException || ErrorLine.IsLostSilo(failure)))
        {
            host.Dispose();
            throw new CommandException(
                $"no silo of the cluster '{cluster.ClusterId}' answers at {string.Join(", ", gateways)}: check that they run and are reachable from here")
            {
                MayPass = true,
            };
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static CommandException NoSilo(ClusterConnection cluster, string[] others) => others.Length == 0
        ? new($"no silo of the cluster '{cluster.ClusterId}' on {cluster.Database} is alive: {ClusterStore.HowToStart(cluster)}") { MayPass = true }
        : new($"the database at {cluster.Database} serves the cluster '{others[0]}', not '{cluster.ClusterId}': use --cluster-id {others[0]}, or name another database");
}
