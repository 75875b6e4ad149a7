using Orleans.Concurrency;
using Thresher.Grains.Contracts;

namespace Thresher.Grains.Pages;

/// <summary>
/// The worker's shell around <see cref="FetchPipeline"/>. It owns nothing: order and politeness are the domain
/// grain's, which it tells when its request is off the wire, before the commit.
/// </summary>
[StatelessWorker(MaxWorkers), GrainType("thresher.fetch-worker")]
public sealed class FetchWorkerGrain(FetchPipeline pipeline, RobotsFetcher robots) : Grain, IFetchWorkerGrain
{
    /// <summary>Above any in-flight limit in use: the callers cap the work, not this.</summary>
    private const int MaxWorkers = 4096;

    /// <inheritdoc/>
    public Task<FetchResult> FetchAsync(FetchRequest request) => pipeline.RunAsync(
        request,
        (arrivedBy, took) => GrainFactory.GetGrain<IDomainGrain>(request.Domain).OffWire(request.Url.Id, arrivedBy, took));

    /// <inheritdoc/>
    public Task<RobotsFetch> FetchRobotsAsync(string origin, long crawlId, TimeSpan delay) =>
        robots.FetchAsync(origin, crawlId, delay, domain => GrainFactory.GetGrain<IDomainGrain>(domain).ReserveAsync());
}
