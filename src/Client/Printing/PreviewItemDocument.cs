using System.Text.Json.Nodes;

namespace Thresher.Client.Printing;

/// <summary>One record of a <see cref="PreviewDocument"/>.</summary>
internal sealed record PreviewItemDocument(JsonNode? Item, JsonNode? Errors);
