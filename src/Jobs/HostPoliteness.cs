using Thresher.Jobs.Rules;

namespace Thresher.Jobs;

/// <summary>Politeness of one domain, where it differs from the job's.</summary>
public sealed record HostPoliteness
{
    /// <summary>Between two requests; null for the job's.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Requests in flight at most; null for the job's.</summary>
    [Bounds(1)]
    public int? Concurrency { get; init; }
}
