namespace Thresher.Client.Printing;

/// <summary>The document of <c>try --json</c>.</summary>
internal sealed record TrialDocument(
    string Url, int Status, string ContentType, string? Title, IReadOnlyList<TrialRuleDocument> Rules, IReadOnlyList<TrialLinkDocument> Links, string? Markdown);
