using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Thresher.Grains.Contracts;
using Thresher.Storage;

namespace Thresher.Grains.Pages;

/// <summary>
/// The worker's shell around <see cref="FetchPipeline"/>. It owns nothing: order and politeness are the domain
/// grain's, which it tells when its request is off the wire, before the commit.
/// </summary>
[StatelessWorker(MaxWorkers), GrainType("thresher.fetch-worker")]
public sealed partial class FetchWorkerGrain(
    FetchPipeline pipeline, RobotsFetcher robots, LoginFetch logins, TimeProvider time, ILogger<FetchWorkerGrain> logger) : Grain, IFetchWorkerGrain
{
    /// <summary>Above any in-flight limit in use: the callers cap the work, not this.</summary>
    private const int MaxWorkers = 4096;

    /// <inheritdoc/>
    public Task<FetchResult> FetchAsync(FetchRequest request, CancellationToken cancellationToken) => pipeline.RunAsync(
        request,
        (arrivedBy, took) => GrainFactory.GetGrain<IDomainGrain>(request.Domain).RequestCompleted(request.Url.Id, arrivedBy, took),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<RobotsFetch> FetchRobotsAsync(string origin, long crawlId, TimeSpan delay, int proxyTurns, CancellationToken cancellationToken)
    {
        try
        {
            return await robots.FetchAsync(origin, crawlId, delay, proxyTurns, domain => GrainFactory.GetGrain<IDomainGrain>(domain).ReserveAsync(), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not StoreException)
        {
            LogFault(fault, origin);
            return new RobotsFetch(RobotsAccess.Defer, [], TimeSpan.Zero, time.GetTimestamp(), TimeSpan.Zero);
        }
    }

    /// <inheritdoc/>
    public Task<LoginEnd> LogInAsync(FetchRequest request, TimeSpan delay, CancellationToken cancellationToken) =>
        logins.RunAsync(request, delay, domain => GrainFactory.GetGrain<IDomainGrain>(domain).ReserveAsync(), cancellationToken);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Origin}/robots.txt: a fault ended the fetch; the file counts as unreachable")]
    private partial void LogFault(Exception fault, string origin);
}
