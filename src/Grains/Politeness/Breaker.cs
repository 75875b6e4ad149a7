using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Storage;

namespace Thresher.Grains.Politeness;

/// <summary>
/// The circuit breaker of a host. Consecutive failures within the window close the host, which is then held; afterwards one
/// request is the probe (half-open): its success resets the breaker, its failure closes the host for twice as long.
/// Invariant: only requests that started after the last closing count, so that failures of requests that were in flight
/// together are one closing. Single-threaded; durable except for requests in flight. In users' words the host is "closed"
/// while the circuit is open.
/// </summary>
/// <param name="state">The durable state.</param>
/// <param name="time">Clock of the durable state and of requests.</param>
internal sealed class Breaker(DomainState state, TimeProvider time)
{
    private long _closedAt = long.MinValue;

    /// <summary>Thresholds.</summary>
    public CrawlBreaker Policy { get; set; } = new();

    /// <summary>Whether the host was closed and has not answered since: one request at a time, to see whether it does.</summary>
    public bool IsProbing => state.Closings > 0;

    /// <summary>Records a failure that is the host's fault.</summary>
    /// <param name="startedAt">Timestamp at which it was sent.</param>
    /// <returns>How long the host is closed; null when it is not, or the request was sent before the last closing.</returns>
    public TimeSpan? Failed(long startedAt)
    {
        if (startedAt < _closedAt)
        {
            return null;
        }

        var now = time.UnixMs();
        if (state.FailuresInARow == 0 || now - state.FailingSince > Policy.Window.TotalMilliseconds)
        {
            (state.FailuresInARow, state.FailingSince) = (0, now);
        }

        state.FailuresInARow++;
        if (!IsProbing && state.FailuresInARow < Policy.Failures)
        {
            return null;
        }

        return Close();
    }

    /// <summary>Closes the host at once.</summary>
    /// <returns>For how long.</returns>
    public TimeSpan Close()
    {
        (state.FailuresInARow, state.FailingSince) = (0, 0);
        state.Closings++;
        _closedAt = time.GetTimestamp();
        return ClosedFor(state.Closings, Policy);
    }

    /// <summary>Whether it was closed so often that its queued URLs are to fail.</summary>
    public bool IsGivenUp => state.Closings >= Policy.Closings;

    /// <summary>Records that its queued URLs have failed: from now on it counts as closed once.</summary>
    public void GivenUp() => state.Closings = Math.Min(state.Closings, 1);

    /// <summary>Records a proper response of the host.</summary>
    /// <param name="startedAt">Timestamp at which the request was sent; one from before the last closing proves nothing about the time since.</param>
    /// <returns>Whether the state has changed.</returns>
    public bool Succeeded(long startedAt)
    {
        if (startedAt < _closedAt || (state.FailuresInARow == 0 && state.Closings == 0))
        {
            return false;
        }

        (state.FailuresInARow, state.FailingSince, state.Closings) = (0, 0, 0);
        return true;
    }

    /// <summary>How long the n-th closing in a row lasts.</summary>
    public static TimeSpan ClosedFor(int closing, CrawlBreaker policy)
    {
        var longest = policy.LongestClosed > policy.Closed ? policy.LongestClosed : policy.Closed;
        var seconds = policy.Closed.TotalSeconds * Math.Pow(2, closing - 1);
        return seconds < longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longest;
    }

    /// <summary>The most considerate of the thresholds of crawls that share a host; the host is given up as late as any of them asks.</summary>
    public static CrawlBreaker Join(CrawlBreaker one, CrawlBreaker other) => new()
    {
        Failures = Math.Min(one.Failures, other.Failures),
        Window = Longer(one.Window, other.Window),
        Closed = Longer(one.Closed, other.Closed),
        LongestClosed = Longer(one.LongestClosed, other.LongestClosed),
        Closings = Math.Max(one.Closings, other.Closings),
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
