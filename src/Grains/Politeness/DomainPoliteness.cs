using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Web.Robots;

namespace Thresher.Grains.Politeness;

/// <summary>
/// The politeness towards one host: the pace of its requests, its holds with their reasons, what its robots.txt allows, and
/// whether the durable part has changed. Single-threaded, but <see cref="Hold"/> may be read by any thread.
/// </summary>
internal sealed class DomainPoliteness
{
    /// <summary>How long a host is held that answers 429 without <c>Retry-After</c>, or whose robots.txt is unreachable.</summary>
    private static readonly TimeSpan UnsaidHold = TimeSpan.FromSeconds(30);

    /// <summary>How long a host is held that shows a block or a challenge. A few in a row close it, by its breaker.</summary>
    private static readonly TimeSpan BlockHold = TimeSpan.FromSeconds(10);

    /// <summary>How long a host is held whose robots.txt proxies kept from us: others are left to try.</summary>
    private static readonly TimeSpan SparedHold = TimeSpan.FromSeconds(1);

    private readonly string _domain;
    private readonly DomainState _state;
    private readonly TimeProvider _time;
    private readonly DomainRobots _robots;
    private readonly Breaker _breaker;
    private CrawlJob[] _jobs = [];
    private volatile HostHold? _longest;

    /// <summary>Starts from the durable state; the single state of earlier builds is carried over.</summary>
    /// <param name="domain">Domain key.</param>
    /// <param name="state">Durable state of the host's behaviour.</param>
    /// <param name="robots">Durable state of its robots.txt.</param>
    /// <param name="time">Clock of the durable state and of the pace.</param>
    public DomainPoliteness(string domain, DomainState state, RobotsState robots, TimeProvider time)
    {
        (_domain, _state, _time) = (domain, state, time);
        (IsUnsaved, IsRobotsUnsaved) = FormerState.Carry(state, robots);
        _robots = new DomainRobots(robots, time);
        _breaker = new Breaker(state, time);
        Pace = new DomainPace(time);
        _longest = state.InForce(time.UnixMs());
    }

    /// <summary>When the next request may start, apart from holds.</summary>
    public DomainPace Pace { get; }

    /// <summary>The policy in force.</summary>
    public DomainPolicy Policy => Pace.Policy;

    /// <summary>Whether the state differs from what was saved last.</summary>
    public bool IsUnsaved { get; private set; }

    /// <summary>Whether the state of robots.txt differs from what was saved last.</summary>
    public bool IsRobotsUnsaved { get; private set; }

    /// <summary>The hold in force; null when there is none.</summary>
    public HostHold? Hold => _longest is { } hold && hold.Until > _time.UnixMs() ? hold : null;

    /// <summary>How long the host is still held, beyond its delay.</summary>
    public TimeSpan HoldOff => Hold is { } hold ? TimeSpan.FromMilliseconds(hold.Until - _time.UnixMs()) : TimeSpan.Zero;

    /// <summary>Failures since the last success or closing.</summary>
    public int FailuresInARow => _state.FailuresInARow;

    /// <summary>Closings of the breaker since the last success.</summary>
    public int Closings => _state.Closings;

    /// <summary>Whether the next request is the probe of a host that was closed: nothing is sent beside it.</summary>
    public bool IsProbing => _breaker.IsProbing;

    /// <summary>How often the domain has gone on to its next proxy.</summary>
    public int ProxyTurns => _state.ProxyTurns;

    /// <summary>Whether the URLs queued for the host are to fail.</summary>
    public bool IsGivenUp => _breaker.IsGivenUp;

    /// <summary>The state is being saved as it is now.</summary>
    public void Saving() => IsUnsaved = false;

    /// <summary>The state of robots.txt is being saved as it is now.</summary>
    public void SavingRobots() => IsRobotsUnsaved = false;

    /// <summary>Saving failed.</summary>
    public void NotSaved(bool state, bool robots) => (IsUnsaved, IsRobotsUnsaved) = (IsUnsaved || state, IsRobotsUnsaved || robots);

    /// <summary>Whether a job, in its present version, is among those that the policy includes.</summary>
    public bool Includes(CrawlJob job) => Array.IndexOf(_jobs, job) >= 0;

    /// <summary>Sets the policy to the most considerate of these crawls' wishes and of robots.txt for their names.</summary>
    /// <param name="crawls">Their jobs, and the product tokens by which robots.txt knows them.</param>
    public void Apply(IEnumerable<(CrawlJob Job, string Token)> crawls)
    {
        var all = crawls.ToList();
        _jobs = [.. all.Select(crawl => crawl.Job)];
        _robots.Tokens = [.. all.Where(crawl => crawl.Job.Politeness.Robots).Select(crawl => crawl.Token).Distinct(StringComparer.Ordinal)];
        _breaker.Policy = _jobs.Select(job => job.Politeness.Breaker).DefaultIfEmpty(new CrawlBreaker()).Aggregate(Breaker.Join);
        Pace.Apply(DomainPolicy.Join(_domain, _jobs, _robots.CrawlDelay));
    }

    /// <summary>How long until the next request may start; zero for now, null while the concurrency is used up.</summary>
    public TimeSpan? Wait()
    {
        var wait = Pace.Wait();
        return wait < HoldOff ? HoldOff : wait;
    }

    /// <summary>Holds the host for at least this long from now, also across restarts.</summary>
    public void HoldOffFor(HoldReason reason, TimeSpan wait)
    {
        var now = _time.UnixMs();
        var until = (long)Math.Ceiling((_time.GetUtcNow() + wait - DateTimeOffset.UnixEpoch).TotalMilliseconds);
        if (wait > TimeSpan.Zero && until > _state.Holds.GetValueOrDefault(reason))
        {
            foreach (var (passed, _) in _state.Holds.Where(hold => hold.Value <= now).ToList())
            {
                _state.Holds.Remove(passed);
            }

            _state.Holds[reason] = until;
            Changed();
        }
    }

    /// <summary>Goes on to the next proxy, unless that has been done.</summary>
    /// <param name="turns">How often it is to have been done.</param>
    public void TurnProxyTo(int turns)
    {
        if (turns > _state.ProxyTurns)
        {
            _state.ProxyTurns = turns;
            Changed();
        }
    }

    /// <summary>Learns from how a request ended.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="retryAfter">The server's <c>Retry-After</c>; zero when it sent none.</param>
    /// <param name="startedAt">Timestamp at which it was sent.</param>
    public void Learn(FetchOutcome outcome, TimeSpan retryAfter, long startedAt)
    {
        HoldOffFor(HoldReason.RetryAfter, retryAfter);
        if (RetryPolicy.BlamesHost(outcome))
        {
            if (outcome == FetchOutcome.TooManyRequests && retryAfter == TimeSpan.Zero)
            {
                HoldOffFor(HoldReason.TooManyRequests, UnsaidHold);
            }
            else if (outcome is FetchOutcome.Challenge or FetchOutcome.Blocked && retryAfter == TimeSpan.Zero)
            {
                HoldOffFor(HoldReason.Blocked, BlockHold);
            }

            Failed(startedAt);
        }
        else if (outcome is not (FetchOutcome.Cancelled or FetchOutcome.None or FetchOutcome.InternalError) && _breaker.Succeeded(startedAt))
        {
            _state.Holds.Remove(HoldReason.Breaker);
            Changed();
        }
    }

    /// <summary>Records that a crawl's login failed: the host is closed for as long as its breaker says, and given up after as many closings.</summary>
    public void LoginFailed()
    {
        HoldOffFor(HoldReason.LoginFailed, _breaker.Close());
        Changed();
    }

    /// <summary>Records that the URLs queued for it have failed.</summary>
    public void GivenUp()
    {
        _breaker.GivenUp();
        Changed();
    }

    /// <summary>What robots.txt says to a crawler; null when it must be fetched first.</summary>
    public RobotsRules? RulesFor(string scheme, string productToken) => _robots.RulesFor(scheme, productToken);

    /// <summary>Records the end of a fetch of robots.txt.</summary>
    /// <param name="scheme">The scheme it was asked for with.</param>
    /// <param name="fetched">How it ended.</param>
    /// <param name="startedAt">Timestamp at which it was sent.</param>
    /// <returns>Whether there are rules, possibly of an earlier copy.</returns>
    public bool Take(string scheme, RobotsFetch fetched, long startedAt)
    {
        HoldOffFor(HoldReason.RetryAfter, fetched.RetryAfter);
        var known = _robots.Put(scheme, fetched);
        IsRobotsUnsaved = true;
        if (known)
        {
            if (_state.Holds.Remove(HoldReason.RobotsUnreachable))
            {
                Changed();
            }

            Pace.Apply(DomainPolicy.Join(_domain, _jobs, _robots.CrawlDelay));
        }
        else if (fetched.SparesHost)
        {
            HoldOffFor(HoldReason.RobotsUnreachable, SparedHold);
        }
        else if (RetryPolicy.BlamesHost(fetched.Failure))
        {
            Failed(startedAt);
            HoldOffFor(HoldReason.RobotsUnreachable, UnsaidHold);
        }

        return known;
    }

    /// <summary>The sitemaps that the known robots.txt names, as written.</summary>
    public IReadOnlyList<string> Sitemaps(string scheme) => _robots.Sitemaps(scheme);

    private void Failed(long startedAt)
    {
        if (_breaker.Failed(startedAt) is { } closed)
        {
            HoldOffFor(HoldReason.Breaker, closed);
        }

        Changed();
    }

    private void Changed()
    {
        IsUnsaved = true;
        _longest = _state.InForce(_time.UnixMs());
    }
}
