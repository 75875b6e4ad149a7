using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Storage;
using Thresher.Web.Robots;

namespace Thresher.Grains.Politeness;

/// <summary>
/// How one host is treated: the pace of its requests, how long it is left alone, what its robots.txt allows; and whether
/// what of that must outlive the process has changed. Single-threaded.
/// </summary>
/// <param name="domain">Domain key.</param>
/// <param name="state">What is remembered.</param>
/// <param name="time">Clock of what is remembered, and of the pace.</param>
internal sealed class DomainPoliteness(string domain, DomainState state, TimeProvider time)
{
    private readonly DomainRobots _robots = new(state);
    private CrawlJob[] _jobs = [];
    private TimeSpan? _crawlDelay;

    /// <summary>When the next request may start.</summary>
    public DomainPace Pace { get; } = new(time);

    /// <summary>What applies to requests.</summary>
    public DomainPolicy Policy => Pace.Policy;

    /// <summary>Whether the state differs from what was saved last.</summary>
    public bool IsUnsaved { get; private set; }

    /// <summary>Unix milliseconds before which the host is left alone.</summary>
    public long NotBefore => state.NotBefore;

    /// <summary>Failures since the last success.</summary>
    public int FailuresInARow => state.FailuresInARow;

    /// <summary>How long the host is still left alone, beyond its delay.</summary>
    public TimeSpan HoldOff => TimeSpan.FromMilliseconds(Math.Max(0, state.NotBefore - time.UnixMs()));

    /// <summary>Whether it is left alone for its failures.</summary>
    public bool IsClosed => HoldOff > TimeSpan.Zero && state.FailuresInARow >= Breaker.Threshold;

    /// <summary>The state is being saved as it is now.</summary>
    public void Saving() => IsUnsaved = false;

    /// <summary>Whether a job's wishes, as they are now, are among those it goes by.</summary>
    public bool Includes(CrawlJob job) => Array.IndexOf(_jobs, job) >= 0;

    /// <summary>Goes by the most considerate of the wishes of these jobs, and of robots.txt.</summary>
    public void Apply(IEnumerable<CrawlJob> jobs)
    {
        _jobs = [.. jobs];
        _crawlDelay = _robots.CrawlDelay;
        Pace.Apply(DomainPolicy.Join(domain, _jobs, _crawlDelay));
    }

    /// <summary>How long until the next request may start; zero for now, null while the wire is full.</summary>
    public TimeSpan? Wait()
    {
        var wait = Pace.Wait();
        return wait < HoldOff ? HoldOff : wait;
    }

    /// <summary>Leaves the host alone for at least so long from now, through restarts too.</summary>
    public void HoldOffFor(TimeSpan wait)
    {
        var until = time.UnixMs() + (long)wait.TotalMilliseconds;
        if (wait > TimeSpan.Zero && until > state.NotBefore)
        {
            state.NotBefore = until;
            IsUnsaved = true;
        }
    }

    /// <summary>The host answered as it should.</summary>
    public void Answered()
    {
        if (state.FailuresInARow > 0)
        {
            state.FailuresInARow = 0;
            IsUnsaved = true;
        }
    }

    /// <summary>The host failed; see <see cref="Breaker"/>.</summary>
    /// <returns>Whether it has failed so long that what is queued for it is to fail too.</returns>
    public bool Failed()
    {
        state.FailuresInARow++;
        IsUnsaved = true;
        HoldOffFor(Breaker.Closed(state.FailuresInARow));
        return Breaker.GivenUp(state.FailuresInARow);
    }

    /// <summary>What was queued for it has failed: it is from now on one that was just closed.</summary>
    public void GivenUp() => state.FailuresInARow = Breaker.Threshold;

    /// <summary>What robots.txt says to a crawler; null when it must be fetched first.</summary>
    public RobotsRules? RulesFor(string scheme, string productToken)
    {
        var rules = _robots.RulesFor(scheme, productToken, time.UnixMs());
        if (rules is not null && _crawlDelay != _robots.CrawlDelay)
        {
            Apply(_jobs);
        }

        return rules;
    }

    /// <summary>Takes a robots.txt that was fetched.</summary>
    public void Put(string scheme, RobotsFetch fetched)
    {
        _robots.Put(scheme, fetched, time.UnixMs());
        IsUnsaved = true;
    }

    /// <summary>The sitemaps that the known robots.txt names, as written.</summary>
    public IReadOnlyList<string> Sitemaps(string scheme) => _robots.Sitemaps(scheme);
}
