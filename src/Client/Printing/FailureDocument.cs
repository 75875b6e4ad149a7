namespace Thresher.Client.Printing;

/// <summary>A line of <c>failures --json</c>.</summary>
internal sealed record FailureDocument(string Url, string State, string Reason, int Status, int Attempts, int Depth, string? FoundOn);
