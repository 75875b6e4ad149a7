namespace Thresher.Storage.Rows;

/// <summary>How many records one rule made in a crawl.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Items">Records, the invalid ones among them.</param>
/// <param name="Invalid">Records with errors.</param>
[GenerateSerializer, Immutable, Alias("thresher.rule-count")]
public sealed record RuleCount([property: Id(0)] string Rule, [property: Id(1)] long Items, [property: Id(2)] long Invalid);
