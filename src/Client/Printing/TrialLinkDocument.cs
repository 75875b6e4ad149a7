namespace Thresher.Client.Printing;

/// <summary>One link of a <see cref="TrialDocument"/>.</summary>
internal sealed record TrialLinkDocument(string Url, int? Rule, int Depth, bool Followed, string? Refusal);
