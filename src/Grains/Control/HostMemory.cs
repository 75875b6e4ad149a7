using Orleans.Storage;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Control;

/// <summary>
/// What domains' grains remember of their hosts beyond the crawls that know them: forgets it. A host that is held keeps how
/// it behaved, whatever becomes of its crawls, so that a crawl begun before the hold is over keeps to it too; that it was
/// asked a moment ago is in its domain's row, which stays. Nothing a grain stores meanwhile is lost or brought back: the
/// rows' versions see to that.
/// </summary>
/// <param name="store">The crawls.</param>
/// <param name="states">The storage of the domains' grains.</param>
/// <param name="time">Tells whether a hold is in force.</param>
public sealed class HostMemory(ICrawlStore store, IGrainStorage states, TimeProvider time)
{
    private const int Batch = 1000;
    private const int Together = 8;
    private static readonly TimeSpan LongestFlight = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Stops a crawl that silos serve, and waits for what is in flight, for a while: its answers may still tell something of
    /// their hosts.
    /// </summary>
    public async Task LandAsync(CrawlRecord crawl, CancellationToken cancellationToken)
    {
        if (crawl.State is CrawlState.Complete or CrawlState.Removing)
        {
            return;
        }

        await store.Catalog.SetStateAsync(crawl.Id, CrawlState.Stopped, cancellationToken);
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < LongestFlight; await Task.Delay(Pause, time, cancellationToken))
        {
            if ((await store.Reader.TotalsAsync(crawl.Id, cancellationToken)).Of(UrlState.Leased) == 0)
            {
                return;
            }
        }
    }

    /// <summary>Forgets the hosts that only this crawl knows. To be called before the crawl's rows are removed.</summary>
    public async Task ForgetAsync(CrawlRecord crawl, CancellationToken cancellationToken)
    {
        var together = new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellationToken };
        var after = 0L;
        while (await store.Catalog.SoleDomainsAsync(crawl.Id, after, Batch, cancellationToken) is { Count: > 0 } sole)
        {
            await Parallel.ForEachAsync(sole, together, async (host, _) => await ForgetAsync(host.Domain));
            after = sole[^1].Id;
        }
    }

    private async Task ForgetAsync(string domain)
    {
        var grain = DomainGrain.IdOf(domain);
        var politeness = await ReadAsync<DomainState>(DomainGrain.PolitenessState, grain);
        var robots = await ReadAsync<RobotsState>(DomainGrain.RobotsState, grain);
        if (FormerState.Carried(new DomainMemory(politeness.State!, robots.State!)).Politeness.InForce(time.UnixMs()) is null)
        {
            await ClearAsync(DomainGrain.PolitenessState, grain, politeness);
        }

        await ClearAsync(DomainGrain.RobotsState, grain, robots);
    }

    private async Task<GrainState<T>> ReadAsync<T>(string name, GrainId grain)
    {
        var found = new GrainState<T>();
        await states.ReadStateAsync(name, grain, found);
        return found;
    }

    private async Task ClearAsync<T>(string name, GrainId grain, GrainState<T> found)
    {
        if (!found.RecordExists)
        {
            return;
        }

        try
        {
            await states.ClearStateAsync(name, grain, found);
        }
        catch (InconsistentStateException)
        {
            // Its grain has just stored something: the host is not forgotten.
        }
    }
}
