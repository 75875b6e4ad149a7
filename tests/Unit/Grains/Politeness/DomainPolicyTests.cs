using CsCheck;
using Thresher.Grains.Politeness;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Grains.Politeness;

public sealed class DomainPolicyTests
{
    private const string Domain = "example.org:8080";

    private static readonly Gen<TimeSpan?> Delay = Gen.OneOf(Gen.Const((TimeSpan?)null), Gen.Int[0, 100_000].Select(ms => (TimeSpan?)TimeSpan.FromMilliseconds(ms)));

    private static readonly Gen<CrawlJob> Job =
        Gen.Select(Delay, Gen.Int[1, 9], Gen.Bool, Gen.Bool, Delay, Gen.Int[0, 9]).Select((delay, concurrency, robots, own, ownDelay, ownConcurrency) => new CrawlJob
        {
            Politeness = new CrawlPoliteness { Delay = delay, Concurrency = concurrency, Robots = robots },
            Hosts = own
                ? new Dictionary<string, HostPoliteness> { [Domain] = new() { Delay = ownDelay, Concurrency = ownConcurrency == 0 ? null : ownConcurrency } }
                : [],
        });

    [Fact]
    public void Join_NoJobs_IsTheDefault() =>
        Assert.Equal(new DomainPolicy(TimeSpan.FromSeconds(1), true, 1), DomainPolicy.Join(Domain, [], null));

    [Fact]
    public void Join_JobWithoutWishes_IsTheDefault() =>
        Assert.Equal(DomainPolicy.Default, DomainPolicy.Join(Domain, [new CrawlJob()], null));

    [Fact]
    public void Join_ManyJobs_IsAsConsiderateAsEach() =>
        Gen.Select(Job.Array[1, 5], Delay).Sample((jobs, crawlDelay) =>
        {
            var joined = DomainPolicy.Join(Domain, jobs, crawlDelay);
            var each = jobs.Select(job => DomainPolicy.Join(Domain, [job], crawlDelay)).ToList();
            return joined.Delay == each.Max(policy => policy.Delay)
                && joined.Concurrency == each.Min(policy => policy.Concurrency)
                && joined.Adaptive == each.Exists(policy => policy.Adaptive);
        });

    [Fact]
    public void Join_CrawlDelay_BindsJobsThatObeyRobots() =>
        Gen.Select(Job, Delay).Sample((job, crawlDelay) =>
        {
            var delay = DomainPolicy.Join(Domain, [job], crawlDelay).Delay;
            var own = DomainPolicy.Join(Domain, [job], null).Delay;
            return delay == (job.Politeness.Robots && crawlDelay > own ? crawlDelay.Value : own);
        });

    [Fact]
    public void Join_HostHasItsOwn_ReplacesTheJobs()
    {
        var job = new CrawlJob
        {
            Politeness = new CrawlPoliteness { Delay = TimeSpan.FromSeconds(5), Concurrency = 2 },
            Hosts = new Dictionary<string, HostPoliteness> { [Domain] = new() { Delay = TimeSpan.Zero } },
        };
        Assert.Equal(new DomainPolicy(TimeSpan.Zero, false, 2), DomainPolicy.Join(Domain, [job], null));
        Assert.Equal(new DomainPolicy(TimeSpan.FromSeconds(5), false, 2), DomainPolicy.Join("example.org", [job], null));
    }

    [Fact]
    public void DelayAfter_Adaptive_IsTwiceTheFetchWithinItsBounds() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 100_000]).Sample((delayMs, fetchMs) =>
        {
            var (delay, fetch) = (TimeSpan.FromMilliseconds(delayMs), TimeSpan.FromMilliseconds(fetchMs));
            var after = new DomainPolicy(delay, true, 1).DelayAfter(fetch);
            var capped = TimeSpan.FromSeconds(30);
            return after == Max(delay, fetch * 2 < capped ? fetch * 2 : capped) && new DomainPolicy(delay, false, 1).DelayAfter(fetch) == delay;
        });

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
