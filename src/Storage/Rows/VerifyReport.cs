namespace Thresher.Storage.Rows;

/// <summary>What a recount from the rows found.</summary>
/// <param name="Urls">URL rows counted.</param>
/// <param name="Pages">Page rows counted.</param>
/// <param name="Problems">What does not add up, one line each.</param>
public sealed record VerifyReport(long Urls, long Pages, IReadOnlyList<string> Problems);
