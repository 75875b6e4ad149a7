using Thresher.Grains.Crawls;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Frontier;

/// <summary>What a domain does next, as its <see cref="DomainSchedule"/> decides; the end of each is reported as a <see cref="DomainEvent"/>.</summary>
internal abstract record Next
{
    /// <summary>Wait until something happens or the time is over; null for no time limit.</summary>
    public sealed record Wait(TimeSpan? For) : Next;

    /// <summary>Become the domain's owner.</summary>
    public sealed record Acquire : Next;

    /// <summary>Lease this many more URLs.</summary>
    public sealed record Refill(DomainLease Lease, int Wanted) : Next;

    /// <summary>Write the durable state.</summary>
    public sealed record Save(bool State, bool Robots) : Next;

    /// <summary>Return URLs unfetched.</summary>
    public sealed record Return(DomainLease Lease, IReadOnlyList<long> UrlIds) : Next;

    /// <summary>End the ownership if nothing is left to lease.</summary>
    public sealed record Release(DomainLease Lease) : Next;

    /// <summary>End the ownership whatever is left; due again at that time, Unix milliseconds.</summary>
    public sealed record Abandon(DomainLease Lease, long WakeAt, TimeSpan QuietFor) : Next;

    /// <summary>Fail all that is queued: the host was given up.</summary>
    public sealed record GiveUp(DomainLease Lease) : Next;

    /// <summary>Accept the sitemaps that robots.txt names into a crawl.</summary>
    public sealed record OfferSitemaps(ActiveCrawl Crawl, LeasedUrl Url, IReadOnlyList<string> Sitemaps) : Next;

    /// <summary>Fetch the robots.txt of that URL's origin, using the held place in flight.</summary>
    public sealed record FetchRobots(LeasedUrl Url, DomainLease Lease, TimeSpan Delay, TimeSpan Limit, long StartedAt, int ProxyTurns) : Next;

    /// <summary>Log the URL's crawl in, using the held place in flight.</summary>
    public sealed record LogIn(LeasedUrl Url, DomainLease Lease, TimeSpan Delay, TimeSpan Limit, int ProxyTurns) : Next;

    /// <summary>Fetch the URL, using the held place in flight.</summary>
    public sealed record Dispatch(LeasedUrl Url, DomainLease Lease, TimeSpan Limit, int ProxyTurns) : Next;

    /// <summary>End the URL unfetched: robots.txt forbids it.</summary>
    public sealed record Exclude(LeasedUrl Url, DomainLease Lease) : Next;

    /// <summary>End the attempt unfetched: robots.txt is unreachable, the login fails. The URL is tried again after that time, or never.</summary>
    public sealed record Fail(LeasedUrl Url, DomainLease Lease, TimeSpan? Again, FetchOutcome Outcome, int Status, string? Note) : Next;

    /// <summary>Request a place in flight.</summary>
    public sealed record AskForSlot : Next;

    /// <summary>Release the place in flight, or withdraw the request for it.</summary>
    public sealed record DropSlot : Next;

    /// <summary>End the activation, and continue on <paramref name="Destination"/> if there is one.</summary>
    public sealed record Leave(SiloAddress? Destination) : Next;
}
