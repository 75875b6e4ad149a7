namespace Thresher.Storage.Rows;

/// <summary>What a completion changed.</summary>
/// <param name="Applied">False when the lease was no longer ours: nothing of the completion was stored.</param>
/// <param name="AddedToOwnDomain">New URLs accepted for the completed URL's own domain.</param>
/// <param name="AddedElsewhere">Keys of other domains that got a new URL.</param>
public sealed record CompletionResult(bool Applied, int AddedToOwnDomain, IReadOnlyList<string> AddedElsewhere)
{
    /// <summary>The answer to a completion that came too late.</summary>
    public static CompletionResult Stale { get; } = new(false, 0, []);
}
