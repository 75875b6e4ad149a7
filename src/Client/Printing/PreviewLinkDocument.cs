namespace Thresher.Client.Printing;

/// <summary>One link of a <see cref="PreviewDocument"/>.</summary>
internal sealed record PreviewLinkDocument(string Url, int? Rule, int Depth, bool Followed, string? Refusal);
