using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>A URL that its server redirects to another form of itself is asked for in that form, as any other request is.</summary>
public sealed class OtherFormTests
{
    private const long WithoutRobots = 3;

    private static readonly LeasedUrl First = new(1, WithoutRobots, "https://a.example/a", 0, 0, 0, 0, 0);

    private readonly DrivenSchedule _driven = new() { Urls = [First], Lease = new DomainLease(1, 1, 0, TimeSpan.Zero) };

    [Fact]
    public void Ended_ToBeAskedForAgain_IsSentInThatFormAfterTheDelay()
    {
        Assert.Equal(First, Sent());

        var arrived = _driven.Time.GetTimestamp();
        _driven.Schedule.On(new DomainEvent.RequestCompleted(1, arrived, TimeSpan.Zero));
        var again = First with { OtherForm = "https://a.example/a?utm_source=x", Hops = 1 };
        _driven.Schedule.On(new DomainEvent.Ended(1, new FetchResult(FetchOutcome.Redirect, true, TimeSpan.Zero, 0) { Again = again }));

        Assert.Equal(again, Sent());
        Assert.True(_driven.Time.GetElapsedTime(arrived) >= TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public void Ended_ToBeAskedForAgainOnceTheLeaseIsLost_IsTheNextOwners()
    {
        _ = Sent();
        _driven.Schedule.On(new DomainEvent.LeaseLost());
        _driven.Schedule.On(new DomainEvent.Ended(1, new FetchResult(FetchOutcome.Redirect, true, TimeSpan.Zero, 0) { Again = First with { OtherForm = "https://a.example/a?" } }));
        Assert.Equal(0, _driven.Schedule.View().Window);
    }

    private LeasedUrl Sent() => Assert.IsType<Next.Dispatch>(_driven.Until(next => next is Next.Dispatch)[^1]).Url;
}
