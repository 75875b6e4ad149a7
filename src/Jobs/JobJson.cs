using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Thresher.Jobs.Rules;

namespace Thresher.Jobs;

/// <summary>The job's JSON: camel case, durations as <c>250ms</c>, comments and trailing commas allowed, unknown and repeated fields refused.</summary>
internal static class JobJson
{
    /// <summary>
    /// By reflection, not source generation: that takes init-only properties for constructor parameters, and a field left
    /// out would lose its default.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        Converters = { new DurationJsonConverter(), new JsonStringEnumConverter<ScopeMode>(allowIntegerValues: false), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
