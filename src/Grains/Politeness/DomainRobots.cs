using Thresher.Grains.Contracts;
using Thresher.Web.Robots;

namespace Thresher.Grains.Politeness;

/// <summary>
/// The robots.txt of one domain by scheme, parsed once for each product token in use. Single-threaded.
/// </summary>
internal sealed class DomainRobots(DomainState state)
{
    private readonly Dictionary<(string Scheme, string Token), RobotsRules> _rules = [];

    /// <summary>The rules for a crawler, or null when robots.txt must be fetched first.</summary>
    public RobotsRules? RulesFor(string scheme, string productToken, long now)
    {
        if (!state.Robots.TryGetValue(scheme, out var record) || record.ExpiresAt <= now)
        {
            return null;
        }

        if (!_rules.TryGetValue((scheme, productToken), out var rules))
        {
            rules = record.Access == RobotsAccess.Rules ? RobotsTxt.Parse(record.Body).RulesFor(productToken) : RobotsRules.AllowAll;
            _rules[(scheme, productToken)] = rules;
        }

        return rules;
    }

    /// <summary>The sitemaps that the known robots.txt names, as written.</summary>
    public IReadOnlyList<string> Sitemaps(string scheme) =>
        state.Robots.TryGetValue(scheme, out var record) && record.Access == RobotsAccess.Rules ? RobotsTxt.Parse(record.Body).Sitemaps : [];

    /// <summary>The longest crawl delay that any of the rules in use asks for.</summary>
    public TimeSpan? CrawlDelay
    {
        get
        {
            TimeSpan? longest = null;
            foreach (var rules in _rules.Values)
            {
                var wish = rules.CrawlDelay ?? rules.RequestRate?.Interval;
                longest = longest is null || wish > longest ? wish ?? longest : longest;
            }

            return longest;
        }
    }

    /// <summary>Takes a fetched file.</summary>
    public void Put(string scheme, RobotsFetch fetched, long now)
    {
        state.Robots[scheme] = new RobotsRecord
        {
            Access = fetched.Access,
            Body = fetched.Body,
            ExpiresAt = now + (long)RobotsAccessPolicy.CacheLifetime.TotalMilliseconds,
        };
        foreach (var key in _rules.Keys.Where(key => key.Scheme == scheme).ToList())
        {
            _rules.Remove(key);
        }
    }
}
