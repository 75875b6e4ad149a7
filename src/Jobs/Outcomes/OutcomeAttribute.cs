namespace Thresher.Jobs.Outcomes;

/// <summary>What follows from an outcome. An outcome without it ends no URL.</summary>
/// <param name="state">The state in which it leaves a URL, after the last attempt.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OutcomeAttribute(UrlState state) : Attribute
{
    /// <summary>The state in which it leaves a URL, after the last attempt.</summary>
    public UrlState State => state;

    /// <summary>Whether the failure is transient: the URL is tried again, as often as <c>limits.retries</c> says.</summary>
    public bool MayPass { get; init; }

    /// <summary>Whether it is the host's fault rather than the URL's, and counts for the host's breaker.</summary>
    public bool BlamesHost { get; init; }

    /// <summary>Whether it ended without a response of the host's server.</summary>
    public bool IsUnreached { get; init; }

    /// <summary>Why the fetch ended so, as a clause; null where the outcome's name says all.</summary>
    public string? Cause { get; init; }

    /// <summary>What its user can do about it, as an imperative; null where nothing but time, or another URL, helps.</summary>
    public string? Remedy { get; init; }

    /// <summary>
    /// What <c>explain</c> says of a URL that ended so, where the name does not say it. A field of the job in braces stands
    /// for its value: <c>{limits.maxPages}</c>.
    /// </summary>
    public string? Because { get; init; }
}
