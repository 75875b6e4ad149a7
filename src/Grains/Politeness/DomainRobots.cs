using Thresher.Grains.Contracts;
using Thresher.Storage;
using Thresher.Web.Robots;

namespace Thresher.Grains.Politeness;

/// <summary>
/// The robots.txt of one domain by scheme, parsed once for each product token in use. An expired copy stays in use
/// while a new one cannot be fetched (RFC 9309 §2.4). Single-threaded.
/// </summary>
internal sealed class DomainRobots(RobotsState state, TimeProvider time)
{
    private readonly Dictionary<(string Scheme, string Token), RobotsRules> _rules = [];

    /// <summary>The product tokens of the crawls that obey it.</summary>
    public IReadOnlyList<string> Tokens { get; set; } = [];

    /// <summary>The longest delay that any of the files, expired or not, asks of any of the <see cref="Tokens"/>.</summary>
    public TimeSpan? CrawlDelay
    {
        get
        {
            TimeSpan? longest = null;
            foreach (var (scheme, record) in state.Files)
            {
                foreach (var token in record.Access == RobotsAccess.Rules ? Tokens : [])
                {
                    var rules = Parsed(scheme, token, record);
                    longest = Longer(longest, Longer(rules.CrawlDelay, rules.RequestRate?.Interval));
                }
            }

            return longest;
        }
    }

    /// <summary>The rules for a crawler, or null when robots.txt must be fetched first.</summary>
    public RobotsRules? RulesFor(string scheme, string productToken) =>
        !state.Files.TryGetValue(scheme, out var record) || record.Access == RobotsAccess.Defer || record.ExpiresAt <= time.UnixMs()
            ? null
            : Parsed(scheme, productToken, record);

    /// <summary>The sitemaps that the known robots.txt names, as written.</summary>
    public IReadOnlyList<string> Sitemaps(string scheme) =>
        state.Files.TryGetValue(scheme, out var record) && record.Access == RobotsAccess.Rules ? RobotsTxt.Parse(record.Body).Sitemaps : [];

    /// <summary>Records the end of a fetch.</summary>
    /// <returns>Whether there are rules, possibly of an earlier copy.</returns>
    public bool Put(string scheme, RobotsFetch fetched)
    {
        var now = time.UnixMs();
        if (fetched.Access == RobotsAccess.Defer)
        {
            return Unreachable(scheme, now);
        }

        state.Files[scheme] = new RobotsRecord
        {
            Access = fetched.Access,
            Body = fetched.Body,
            ExpiresAt = now + (long)RobotsAccessPolicy.CacheLifetime.TotalMilliseconds,
        };
        Forget(scheme);
        return true;
    }

    private bool Unreachable(string scheme, long now)
    {
        if (!state.Files.TryGetValue(scheme, out var record))
        {
            record = state.Files[scheme] = new RobotsRecord { Access = RobotsAccess.Defer };
        }

        record.UnreachableSince = record.UnreachableSince == 0 ? now : record.UnreachableSince;
        var unreachableFor = TimeSpan.FromMilliseconds(now - record.UnreachableSince);
        if (RobotsAccessPolicy.Decide(null, unreachableFor: unreachableFor) == RobotsAccess.AllowAll)
        {
            (record.Access, record.Body) = (RobotsAccess.AllowAll, []);
            Forget(scheme);
        }

        if (record.Access == RobotsAccess.Defer)
        {
            return false;
        }

        record.ExpiresAt = now + (long)RobotsAccessPolicy.UnreachableRetry.TotalMilliseconds;
        return true;
    }

    private RobotsRules Parsed(string scheme, string token, RobotsRecord record)
    {
        if (!_rules.TryGetValue((scheme, token), out var rules))
        {
            rules = record.Access == RobotsAccess.Rules ? RobotsTxt.Parse(record.Body).RulesFor(token) : RobotsRules.AllowAll;
            _rules[(scheme, token)] = rules;
        }

        return rules;
    }

    private void Forget(string scheme)
    {
        foreach (var key in _rules.Keys.Where(key => key.Scheme == scheme).ToList())
        {
            _rules.Remove(key);
        }
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => other is null || one > other ? one : other;
}
