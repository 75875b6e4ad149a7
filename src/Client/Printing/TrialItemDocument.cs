using System.Text.Json.Nodes;

namespace Thresher.Client.Printing;

/// <summary>One record of a <see cref="TrialDocument"/>.</summary>
internal sealed record TrialItemDocument(JsonNode? Item, JsonNode? Errors);
