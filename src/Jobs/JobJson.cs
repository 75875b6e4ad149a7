using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Thresher.Jobs.Rules;

namespace Thresher.Jobs;

/// <summary>The job's JSON: camel case, durations as <c>250ms</c>, comments and trailing commas allowed, unknown and repeated fields refused.</summary>
internal static partial class JobJson
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

    /// <summary>
    /// As <see cref="Options"/>, but unknown fields are passed over. Jobs are written by these too: what the serializer
    /// builds of the types for one set of options is not used by another, and takes a fifth of a second of a cold start.
    /// </summary>
    public static JsonSerializerOptions Lenient { get; } = new(Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>The serializer's messages name our types; users know fields.</summary>
    public static string Reason(JsonException wrong)
    {
        var text = wrong.Message;
        if (UnknownField().Match(text) is { Success: true } unknown)
        {
            return $"unknown field \"{unknown.Groups[1].Value}\"";
        }

        if (WrongType().Match(text) is { Success: true } type)
        {
            return $"{Expected(type.Groups[1].Value)} is wanted";
        }

        if (Missing().Match(text) is { Success: true } missing)
        {
            return $"the field \"{missing.Groups[1].Value}\" is missing";
        }

        if (text.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            return "the field is there twice";
        }

        if (text.Contains("allow setting null values", StringComparison.Ordinal))
        {
            return "must not be null: leave the field out for its default";
        }

        var end = Place().Match(text);
        return (end.Success ? text[..end.Index] : text).ReplaceLineEndings(" ").Trim();
    }

    private static string Expected(string type) => type switch
    {
        _ when type.Contains("IReadOnlyList", StringComparison.Ordinal) => type.Contains("Int32", StringComparison.Ordinal) ? "a list of whole numbers"
            : type.Contains("Rule", StringComparison.Ordinal) ? "a list of rules" : "a list of strings",
        _ when type.Contains("IReadOnlyDictionary", StringComparison.Ordinal) => "an object",
        _ when type.Contains("System.Int", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("Boolean", StringComparison.Ordinal) => "true or false",
        _ when EnumName().Match(type) is { Success: true } name && typeof(CrawlJob).Assembly.GetType(name.Value) is { IsEnum: true } words => $"one of {string.Join(", ", Enum.GetNames(words).Select(JsonNamingPolicy.CamelCase.ConvertName))}",
        _ when type.Contains("System.String", StringComparison.Ordinal) => "a string",
        _ => "an object",
    };

    [GeneratedRegex("JSON property '([^']+)' could not be mapped")]
    private static partial Regex UnknownField();

    [GeneratedRegex("could not be converted to (.+?)\\. Path:")]
    private static partial Regex WrongType();

    [GeneratedRegex("required properties including: '([^']+)'")]
    private static partial Regex Missing();

    [GeneratedRegex("Thresher\\.[A-Za-z.]+")]
    private static partial Regex EnumName();

    [GeneratedRegex(" (Path|LineNumber): ")]
    private static partial Regex Place();
}
