using Orleans.Concurrency;

namespace Thresher.Grains.Contracts;

/// <summary>
/// One domain (host[:port]), one in the whole cluster, shared by all crawls: its frontier and its politeness. No method
/// waits for anything, so that none ever queues behind another: what takes long goes on beside the grain's calls.
/// </summary>
[Alias("thresher.IDomainGrain")]
public interface IDomainGrain : IGrainWithStringKey
{
    /// <summary>
    /// There may be something to do. Idempotent. It is answered, although there is nothing to say: a one-way call to
    /// where the grain no longer is, on a silo that stops, is dropped unseen, and so is the next one, since only an answer
    /// corrects what the caller's silo remembers of the grain's place.
    /// </summary>
    [Alias("Wake")]
    Task Wake();

    /// <summary>A worker's request is off the wire.</summary>
    /// <param name="urlId">The URL that was requested.</param>
    /// <param name="arrivedBy">Timestamp of this silo by which the server must have had the request.</param>
    /// <param name="took">How long the fetch took.</param>
    [Alias("OffWire"), OneWay]
    Task RequestCompleted(long urlId, long arrivedBy, TimeSpan took);

    /// <summary>
    /// Somebody else has one request to send to this domain, the redirect of another domain's robots.txt: says how long
    /// to wait before asking again, or zero for now, and the domain's own next request then waits one full delay.
    /// </summary>
    [Alias("Reserve")]
    Task<TimeSpan> ReserveAsync();

    /// <summary>
    /// Goes on in that silo, as soon as what is in flight has ended; does nothing when it owns nothing. May be lost.
    /// </summary>
    [Alias("MoveTo"), OneWay]
    Task MoveTo(SiloAddress silo);

    /// <summary>The grain as people see it.</summary>
    [Alias("GetState")]
    Task<DomainView> GetState();

    /// <summary>What the grain remembers through restarts, to explain it.</summary>
    [Alias("Recall")]
    Task<DomainMemory> GetMemory();
}
