using Thresher.Jobs;
using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Politeness;

/// <summary>
/// Whether and when a failed fetch is tried again: the job's first wait × 4ⁿ with upward jitter, at most its longest unless
/// the server asks for more.
/// </summary>
public static class RetryPolicy
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>Whether such a failure is transient.</summary>
    public static bool MayPass(FetchOutcome outcome) => OutcomeTraits.Of(outcome) is { MayPass: true };

    /// <summary>Whether the failure is the host's fault rather than the URL's.</summary>
    public static bool BlamesHost(FetchOutcome outcome) => OutcomeTraits.Of(outcome) is { BlamesHost: true };

    /// <summary>How long to wait before the next try; null when there is to be none.</summary>
    /// <param name="outcome">How the fetch ended.</param>
    /// <param name="failedBefore">Tries that failed before it, 0 for a first try.</param>
    /// <param name="limits">How often and after what waits the job tries again.</param>
    /// <param name="retryAfter">The server's <c>Retry-After</c>, if it sent one; honoured up to 24 h.</param>
    /// <param name="jitter">0 to 1: adds up to a quarter, within the cap.</param>
    public static TimeSpan? Next(FetchOutcome outcome, int failedBefore, CrawlLimits limits, TimeSpan? retryAfter, double jitter)
    {
        if (!MayPass(outcome) || failedBefore >= limits.Retries)
        {
            return null;
        }

        // The server's wish replaces the first step, and is the minimum for the later ones.
        var step = retryAfter is null ? failedBefore : failedBefore - 1;
        var longest = limits.MaxRetryDelay.TotalSeconds;
        var wait = step < 0 ? 0 : Math.Min(limits.RetryDelay.TotalSeconds * Math.Pow(4, step), longest);
        var widened = Math.Min(wait * (1 + (jitter / 4)), longest);
        var asked = Math.Min(Believed(retryAfter).TotalSeconds * (1 + (jitter / 4)), LongestRetryAfter.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Max(widened, asked));
    }

    /// <summary>A server's <c>Retry-After</c>, bounded to 24 h; zero when it sent none.</summary>
    public static TimeSpan Believed(TimeSpan? retryAfter) =>
        retryAfter is not { } asked || asked < TimeSpan.Zero ? TimeSpan.Zero
        : asked > LongestRetryAfter ? LongestRetryAfter : asked;
}
