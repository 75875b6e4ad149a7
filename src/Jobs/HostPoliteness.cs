namespace Thresher.Jobs;

/// <summary>Politeness of one domain, where it differs from the job's.</summary>
public sealed record HostPoliteness
{
    /// <summary>Between two requests; null for the job's.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Requests in flight, at least 1; null for the job's.</summary>
    public int? Concurrency { get; init; }
}
