namespace Thresher.Client.Printing;

/// <summary>One rule of a <see cref="PreviewDocument"/>.</summary>
internal sealed record PreviewRuleDocument(string Rule, bool Applies, IReadOnlyList<PreviewItemDocument> Items, IReadOnlyList<string> Notes);
