using Thresher.Grains.Contracts;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Frontier;

/// <summary>What happened to a domain, as reported to its <see cref="DomainSchedule"/>.</summary>
internal abstract record DomainEvent
{
    /// <summary>There may be work.</summary>
    public sealed record Woken : DomainEvent;

    /// <summary>The domain is owned, or another owner has it.</summary>
    public sealed record Acquired(DomainLease Lease) : DomainEvent;

    /// <summary>URLs were leased, fewer than wanted if there are no more; their crawls are known.</summary>
    public sealed record Leased(IReadOnlyList<LeasedUrl> Urls, int Wanted) : DomainEvent;

    /// <summary>Another owner has the domain.</summary>
    public sealed record LeaseLost : DomainEvent;

    /// <summary>URLs were returned unfetched.</summary>
    public sealed record Returned : DomainEvent;

    /// <summary>The ownership has ended, or continues because there is something to lease.</summary>
    public sealed record Released(bool Done) : DomainEvent;

    /// <summary>The ownership has ended.</summary>
    public sealed record Abandoned : DomainEvent;

    /// <summary>The queued URLs have failed.</summary>
    public sealed record GaveUp : DomainEvent;

    /// <summary>The durable state is written.</summary>
    public sealed record Saved : DomainEvent;

    /// <summary>The sitemaps are accepted; at most this many of them were new.</summary>
    public sealed record SitemapsOffered(int Added) : DomainEvent;

    /// <summary>A step failed: its outcome is unknown. One that failed for good is not tried again.</summary>
    public sealed record StepFailed(Next Step, bool ForGood) : DomainEvent;

    /// <summary>The fetch of robots.txt has ended; null when its outcome is unknown.</summary>
    public sealed record RobotsFetched(Next.FetchRobots Asked, RobotsFetch? Fetched) : DomainEvent;

    /// <summary>A login has ended; null when its outcome is unknown.</summary>
    public sealed record LoggedIn(Next.LogIn Asked, LoginEnd? End) : DomainEvent;

    /// <summary>A request is complete: the response has been read, or there is none.</summary>
    public sealed record RequestCompleted(long UrlId, long ArrivedBy, TimeSpan Took) : DomainEvent;

    /// <summary>A URL has ended, or its attempt.</summary>
    public sealed record Ended(long UrlId, FetchResult Result) : DomainEvent;

    /// <summary>A URL was ended unfetched.</summary>
    public sealed record Settled(long UrlId) : DomainEvent;

    /// <summary>The outcome of a URL is unknown: it may still be leased.</summary>
    public sealed record Lost(long UrlId) : DomainEvent;

    /// <summary>The domain holds a place in flight.</summary>
    public sealed record SlotGranted : DomainEvent;

    /// <summary>The domain is to stop on this silo.</summary>
    public sealed record StopRequested(StopReason Reason, SiloAddress? Destination = null) : DomainEvent;
}
