namespace Thresher.Extraction;

/// <summary>What a job makes of one page.</summary>
/// <param name="Rules">Its rules, then its extractors as far as they made something.</param>
/// <param name="Links">The page's links.</param>
/// <param name="Markdown">Its readable text; null when the job keeps none.</param>
public sealed record TrialReport(IReadOnlyList<TrialRule> Rules, IReadOnlyList<TrialLink> Links, string? Markdown);
