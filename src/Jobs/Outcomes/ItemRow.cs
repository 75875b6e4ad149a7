namespace Thresher.Jobs.Outcomes;

/// <summary>One record extracted from a page, as it is committed with the page.</summary>
/// <param name="Rule">Name of the rule, or of the C# extractor, that made it.</param>
/// <param name="Ordinal">Its place among the rule's records on the page, from 0.</param>
/// <param name="Json">The values: one JSON object, its fields in the rule's order.</param>
/// <param name="Errors">What validation found, a JSON list of lines; null for a sound record.</param>
public sealed record ItemRow(string Rule, int Ordinal, string Json, string? Errors);
