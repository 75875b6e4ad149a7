namespace Thresher.Extraction.Preview;

/// <summary>What a job makes of one page.</summary>
/// <param name="Rules">Its rules, then its extractors as far as they made something.</param>
/// <param name="Links">The page's links.</param>
/// <param name="Markdown">Its readable text; null when the job keeps none.</param>
public sealed record PreviewReport(IReadOnlyList<PreviewRule> Rules, IReadOnlyList<PreviewLink> Links, string? Markdown);
