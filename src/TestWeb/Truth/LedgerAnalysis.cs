using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Truth;

/// <summary>Analyses a list of requests and the behaviour of the client that sent them. Gaps are from arrival to arrival, over all
/// requests to a host whatever they ask for; entries of aborted requests count like any other.</summary>
public sealed class LedgerAnalysis
{
    private readonly Dictionary<string, List<RequestEntry>> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes entries in any order.</summary>
    public LedgerAnalysis(IEnumerable<RequestEntry> entries)
    {
        Entries = [.. entries.OrderBy(entry => entry.Arrived).ThenBy(entry => entry.Sequence)];
        foreach (var entry in Entries)
        {
            if (!_hosts.TryGetValue(entry.Host, out var requests))
            {
                _hosts.Add(entry.Host, requests = []);
            }

            requests.Add(entry);
        }
    }

    /// <summary>The entries in the order of arrival.</summary>
    public IReadOnlyList<RequestEntry> Entries { get; }

    /// <summary>The hosts that were asked for anything.</summary>
    public IReadOnlyCollection<string> Hosts => _hosts.Keys;

    /// <summary>The requests to one host in the order of arrival.</summary>
    public IReadOnlyList<RequestEntry> RequestsTo(string host) => _hosts.TryGetValue(host, out var requests) ? requests : [];

    /// <summary>How often each URL was asked for, different spellings of it counted together under the canonical one.</summary>
    public IReadOnlyDictionary<string, int> RequestsPerUrl() =>
        Entries.CountBy(CanonicalUrl).ToDictionary();

    /// <summary>The shortest time between two arrivals at a host, or null if it had fewer than two requests.</summary>
    public TimeSpan? MinGap(string host)
    {
        var requests = RequestsTo(host);
        return requests.Count < 2 ? null : requests.Zip(requests.Skip(1), (earlier, later) => later.Arrived - earlier.Arrived).Min();
    }

    /// <summary>Consecutive requests closer than a delay, of all hosts.</summary>
    /// <param name="delay">The required delay of every host.</param>
    /// <param name="tolerance">Permitted shortfall, for the imprecision of network and clocks.</param>
    public IReadOnlyList<GapViolation> Violations(TimeSpan delay, TimeSpan tolerance) =>
        [.. Hosts.SelectMany(host => Violations(host, delay, tolerance))];

    /// <summary>Consecutive requests closer than a delay, of one host.</summary>
    public IReadOnlyList<GapViolation> Violations(string host, TimeSpan delay, TimeSpan tolerance)
    {
        var requests = RequestsTo(host);
        return [.. requests
            .Zip(requests.Skip(1), (earlier, later) => new GapViolation(earlier, later, later.Arrived - earlier.Arrived, delay))
            .Where(pair => pair.Gap < delay - tolerance)];
    }

    /// <summary>Requests that came sooner after an answer of the given status from the same host than they should,
    /// for instance after a 429 with Retry-After.</summary>
    public IReadOnlyList<GapViolation> ViolationsAfter(int status, TimeSpan delay, TimeSpan tolerance) =>
        [.. _hosts.Values.SelectMany(requests => requests
            .Zip(requests.Skip(1), (earlier, later) => new GapViolation(earlier, later, later.Arrived - (earlier.Ended ?? earlier.Arrived), delay))
            .Where(pair => pair.Earlier.Status == status && pair.Gap < delay - tolerance))];

    /// <summary>The most requests of one host that were under way at once; one that never ended counts to the last.</summary>
    public int MaxInFlight(string host)
    {
        var ends = new PriorityQueue<RequestEntry, TimeSpan>();
        var most = 0;
        foreach (var request in RequestsTo(host))
        {
            while (ends.TryPeek(out _, out var ended) && ended <= request.Arrived)
            {
                ends.Dequeue();
            }

            ends.Enqueue(request, request.Ended ?? TimeSpan.MaxValue);
            most = Math.Max(most, ends.Count);
        }

        return most;
    }

    /// <summary>Requests for URLs that a crawl has no reason to ask for.</summary>
    public IReadOnlyList<RequestEntry> Unexpected(ExpectedCrawl crawl) =>
        [.. Entries.Where(entry => crawl.Judge(CanonicalUrl(entry)) == RequestVerdict.Unexpected)];

    /// <summary>Requests for URLs that robots.txt disallows.</summary>
    public IReadOnlyList<RequestEntry> Disallowed(ExpectedCrawl crawl) =>
        [.. Entries.Where(entry => crawl.Judge(CanonicalUrl(entry)) == RequestVerdict.Disallowed)];

    /// <summary>URLs that a crawl should have asked for, but has not.</summary>
    public IReadOnlyList<string> Missing(ExpectedCrawl crawl)
    {
        var asked = Entries.Select(CanonicalUrl).ToHashSet();
        return [.. crawl.Pages.Values.Where(page => page.IsRequested && !asked.Contains(page.Url)).Select(page => page.Url)];
    }

    /// <summary>The URL of a request in the one spelling that all its spellings share.</summary>
    public static string CanonicalUrl(RequestEntry entry) => $"http://{entry.Host}{TargetSpelling.Canonical(entry.Target)}";
}
