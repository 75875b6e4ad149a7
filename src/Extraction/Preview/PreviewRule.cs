using Thresher.Jobs.Outcomes;

namespace Thresher.Extraction.Preview;

/// <summary>What one rule makes of a page.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Applies">Whether it is meant for such a page.</param>
/// <param name="Items">The records.</param>
/// <param name="Notes">Why something was not found, one line each.</param>
public sealed record PreviewRule(string Name, bool Applies, IReadOnlyList<ItemRow> Items, IReadOnlyList<string> Notes);
