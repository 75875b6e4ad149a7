using System.Text.Json;
using System.Text.RegularExpressions;
using Thresher.Extraction.Rules;
using Thresher.Jobs;

namespace Thresher.Grains.Control;

/// <summary>Reads job files and says what is wrong with them, by line and path.</summary>
public static partial class JobFile
{
    /// <summary>Reads and checks a job.</summary>
    /// <param name="json">The file's text.</param>
    /// <param name="name">The file's name, for the message.</param>
    /// <exception cref="JobException">
    /// Unknown or wrong fields; one line, such as <c>job.json line 4 at politeness.delay: …</c>.
    /// </exception>
    public static CrawlJob Read(string json, string name)
    {
        CrawlJob job;
        try
        {
            job = CrawlJob.Parse(json);
        }
        catch (JsonException wrong)
        {
            throw new JobException($"{name}{Line(wrong.LineNumber + 1)}{At(wrong.Path)}: {Reason(wrong)}");
        }

        if (Check(job) is { } problem)
        {
            throw new JobException($"{name}{Line(JobPath.LineOf(json, problem.Path))} at {problem.Path}: {problem.Text}");
        }

        return job;
    }

    /// <summary>The first value that is out of range, with its path in the job; null when all are sound.</summary>
    public static (string Path, string Text)? Check(CrawlJob job) => JobRules.FirstBroken(job) ?? ExtractionRules.FirstBroken(job);

    private static string Line(long? line) => line is { } number ? $" line {number}" : "";

    private static string At(string? path) => path is null or "$" ? "" : $" at {path.Replace("$.", "", StringComparison.Ordinal)}";

    /// <summary>The serializer's messages name our types; users know fields.</summary>
    private static string Reason(JsonException wrong)
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
