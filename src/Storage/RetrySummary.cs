using Thresher.Jobs.Outcomes;

namespace Thresher.Storage;

/// <summary>The URLs of a crawl that wait for another try.</summary>
/// <param name="NextAt">When the next of them is due, Unix milliseconds.</param>
/// <param name="Reasons">How the last tries ended, most first; counted over a bounded number of URLs.</param>
public sealed record RetrySummary(long NextAt, IReadOnlyList<(FetchOutcome Outcome, long Count)> Reasons);
