namespace Thresher.Client.Printing;

/// <summary>One rule of a <see cref="TrialDocument"/>.</summary>
internal sealed record TrialRuleDocument(string Rule, bool Applies, IReadOnlyList<TrialItemDocument> Items, IReadOnlyList<string> Notes);
