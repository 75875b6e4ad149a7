namespace Thresher.Extraction.Preview;

/// <summary>What becomes of one link of a page.</summary>
/// <param name="Url">Absolute URL.</param>
/// <param name="Rule">The follow rule that takes it, from 0; null where the job has none.</param>
/// <param name="Depth">How deep it counts.</param>
/// <param name="Refusal">Why it is not followed; null when it is.</param>
public sealed record PreviewLink(string Url, int? Rule, int Depth, string? Refusal);
