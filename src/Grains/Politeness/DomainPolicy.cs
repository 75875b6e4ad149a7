using Thresher.Jobs;

namespace Thresher.Grains.Politeness;

/// <summary>The most considerate of the wishes of all crawls that share a domain.</summary>
/// <param name="Delay">Minimum time between two requests.</param>
/// <param name="Adaptive">Whether twice the last fetch also counts, up to 30 s.</param>
/// <param name="Concurrency">Requests in flight.</param>
public readonly record struct DomainPolicy(TimeSpan Delay, bool Adaptive, int Concurrency)
{
    private static readonly TimeSpan AdaptiveCap = TimeSpan.FromSeconds(30);

    /// <summary>What applies before anything is known of the crawls.</summary>
    public static DomainPolicy Default { get; } = new(CrawlPoliteness.DefaultDelay, true, 1);

    /// <summary>Combines the wishes of the jobs that have URLs on the domain.</summary>
    /// <param name="domain">Domain key, by which jobs override single hosts.</param>
    /// <param name="jobs">The jobs; without any, the default applies.</param>
    /// <param name="crawlDelay">Delay that robots.txt asks for, honoured if any of the jobs obeys robots.txt.</param>
    public static DomainPolicy Join(string domain, IEnumerable<CrawlJob> jobs, TimeSpan? crawlDelay)
    {
        DomainPolicy? joined = null;
        foreach (var job in jobs)
        {
            var own = job.Hosts.GetValueOrDefault(domain);
            var explicitDelay = own?.Delay ?? job.Politeness.Delay;
            var delay = explicitDelay ?? CrawlPoliteness.DefaultDelay;
            if (job.Politeness.Robots && crawlDelay > delay)
            {
                delay = crawlDelay.Value;
            }

            var wish = new DomainPolicy(delay, explicitDelay is null, own?.Concurrency ?? job.Politeness.Concurrency);
            joined = joined is { } others ? others.With(wish) : wish;
        }

        return joined ?? Default;
    }

    /// <summary>The wait after a fetch that took <paramref name="lastFetch"/>.</summary>
    public TimeSpan DelayAfter(TimeSpan lastFetch)
    {
        if (!Adaptive)
        {
            return Delay;
        }

        var adapted = lastFetch * 2 < AdaptiveCap ? lastFetch * 2 : AdaptiveCap;
        return adapted > Delay ? adapted : Delay;
    }

    private DomainPolicy With(DomainPolicy other) => new(
        Delay > other.Delay ? Delay : other.Delay, Adaptive || other.Adaptive, Math.Min(Concurrency, other.Concurrency));
}
