using Thresher.Jobs.Outcomes;

namespace Thresher.Extraction.Preview;

/// <summary>What a job makes of one page.</summary>
/// <param name="Rules">Its rules, then its extractors as far as they made something.</param>
/// <param name="Links">The page's links.</param>
/// <param name="Markdown">Its readable text; null when the job keeps none.</param>
public sealed record PreviewReport(IReadOnlyList<PreviewRule> Rules, IReadOnlyList<PreviewLink> Links, string? Markdown);

/// <summary>What one rule makes of a page.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Applies">Whether it is meant for such a page.</param>
/// <param name="Items">The records.</param>
/// <param name="Notes">Why something was not found, one line each.</param>
public sealed record PreviewRule(string Name, bool Applies, IReadOnlyList<ItemRow> Items, IReadOnlyList<string> Notes);

/// <summary>What becomes of one link of a page.</summary>
/// <param name="Url">Absolute URL.</param>
/// <param name="Rule">The follow rule that takes it, from 0; null where the job has none.</param>
/// <param name="Depth">How deep it counts.</param>
/// <param name="Refusal">Why it is not followed; null when it is.</param>
public sealed record PreviewLink(string Url, int? Rule, int Depth, string? Refusal);
