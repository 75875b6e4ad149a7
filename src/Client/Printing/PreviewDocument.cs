using System.Text.Json.Nodes;

namespace Thresher.Client.Printing;

/// <summary>The document of <c>try --json</c>.</summary>
internal sealed record PreviewDocument(
    string Url, int Status, string ContentType, string? Title, IReadOnlyList<PreviewRuleDocument> Rules, IReadOnlyList<PreviewLinkDocument> Links, string? Markdown);

/// <summary>One rule of a <see cref="PreviewDocument"/>.</summary>
internal sealed record PreviewRuleDocument(string Rule, bool Applies, IReadOnlyList<PreviewItemDocument> Items, IReadOnlyList<string> Notes);

/// <summary>One record of a <see cref="PreviewDocument"/>.</summary>
internal sealed record PreviewItemDocument(JsonNode? Item, JsonNode? Errors);

/// <summary>One link of a <see cref="PreviewDocument"/>.</summary>
internal sealed record PreviewLinkDocument(string Url, int? Rule, int Depth, bool Followed, string? Refusal);
