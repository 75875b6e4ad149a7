using System.Text.Json.Nodes;

namespace Thresher.Client.Printing;

/// <summary>A line of <c>job --diff --json</c>: a value that the job in force and a file have differently; null where one has none.</summary>
internal sealed record JobDifference(string Path, JsonNode? InForce, JsonNode? InFile);
