namespace Thresher.Storage.Rows;

/// <summary>One stored record with its page.</summary>
/// <param name="Id">Its number, growing; a page that is fetched again gets new ones.</param>
/// <param name="Url">Canonical URL of the page.</param>
/// <param name="Rule">Name of the rule that made it.</param>
/// <param name="Ordinal">Its place among the rule's records on the page, from 0.</param>
/// <param name="Json">The values: one JSON object.</param>
/// <param name="Errors">What validation found, a JSON list of lines; null for a sound record.</param>
/// <param name="FetchedAt">When the page was fetched, Unix milliseconds.</param>
public sealed record StoredItem(long Id, string Url, string Rule, int Ordinal, string Json, string? Errors, long FetchedAt);
