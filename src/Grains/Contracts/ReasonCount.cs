namespace Thresher.Grains.Contracts;

/// <summary>How many URLs ended for one reason.</summary>
/// <param name="Reason">The outcome's name as in <c>--reason</c>.</param>
/// <param name="Count">URLs.</param>
[GenerateSerializer, Immutable, Alias("thresher.reason-count")]
public sealed record ReasonCount([property: Id(0)] string Reason, [property: Id(1)] long Count);
