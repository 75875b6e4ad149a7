namespace Thresher.Client.Printing;

/// <summary>The document of <c>try --json</c>.</summary>
internal sealed record PreviewDocument(
    string Url, int Status, string ContentType, string? Title, IReadOnlyList<PreviewRuleDocument> Rules, IReadOnlyList<PreviewLinkDocument> Links, string? Markdown);
