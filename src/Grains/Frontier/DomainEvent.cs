using Thresher.Grains.Contracts;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Frontier;

/// <summary>What happened to a domain, as its <see cref="DomainSchedule"/> is told.</summary>
internal abstract record DomainEvent
{
    /// <summary>There may be something to do.</summary>
    public sealed record Woken : DomainEvent;

    /// <summary>The domain is owned, or was not to be had.</summary>
    public sealed record Acquired(DomainLease Lease) : DomainEvent;

    /// <summary>URLs were leased, fewer than wanted if there are no more; their crawls are known.</summary>
    public sealed record Leased(IReadOnlyList<LeasedUrl> Urls, int Wanted) : DomainEvent;

    /// <summary>Another owner has the domain.</summary>
    public sealed record LeaseLost : DomainEvent;

    /// <summary>URLs were given back.</summary>
    public sealed record Returned : DomainEvent;

    /// <summary>The ownership has ended, or goes on because there is something to lease.</summary>
    public sealed record Released(bool Done) : DomainEvent;

    /// <summary>The ownership has ended.</summary>
    public sealed record Abandoned : DomainEvent;

    /// <summary>What was queued has failed.</summary>
    public sealed record GaveUp : DomainEvent;

    /// <summary>What must outlive the process is written.</summary>
    public sealed record Saved : DomainEvent;

    /// <summary>The sitemaps are accepted; so many of them were new, or may be.</summary>
    public sealed record SitemapsOffered(int Added) : DomainEvent;

    /// <summary>A step failed: its outcome is not known. One that is lost for good is not tried again.</summary>
    public sealed record StepFailed(Next Step, bool ForGood) : DomainEvent;

    /// <summary>The fetch of robots.txt has ended; null when nothing is known of how.</summary>
    public sealed record RobotsFetched(Next.FetchRobots Asked, RobotsFetch? Fetched) : DomainEvent;

    /// <summary>A request is off the wire.</summary>
    public sealed record OffWire(long UrlId, long ArrivedBy, TimeSpan Took) : DomainEvent;

    /// <summary>A URL has come to its end, or to that of its attempt.</summary>
    public sealed record Ended(long UrlId, FetchResult Result) : DomainEvent;

    /// <summary>A URL was ended unfetched.</summary>
    public sealed record Settled(long UrlId) : DomainEvent;

    /// <summary>What became of a URL is not known: it may still be leased.</summary>
    public sealed record Lost(long UrlId) : DomainEvent;

    /// <summary>A place in flight is held for the domain.</summary>
    public sealed record SlotGranted : DomainEvent;

    /// <summary>The domain is to be given up here.</summary>
    public sealed record StopRequested(StopReason Reason, SiloAddress? Destination = null) : DomainEvent;
}
