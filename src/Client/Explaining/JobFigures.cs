using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Thresher.Client.Printing;
using Thresher.Jobs;

namespace Thresher.Client.Explaining;

/// <summary>Puts a job's values in place of the fields that a text names in braces: <c>{limits.maxBodyBytes}</c>.</summary>
internal static partial class JobFigures
{
    /// <summary>The text with the values; a field that is not set becomes 0.</summary>
    public static string Fill(string text, CrawlJob job)
    {
        if (!text.Contains('{'))
        {
            return text;
        }

        var fields = JsonNode.Parse(job.ToJson())!;
        return Field().Replace(text, match =>
        {
            var path = match.Groups[1].Value;
            var value = path.Split('.').Aggregate((JsonNode?)fields, (node, name) => node?[name])?.GetValue<long>() ?? 0;
            return path.EndsWith("Bytes", StringComparison.Ordinal) ? Figures.Bytes(value)
                : match.Groups[2].Value is { Length: > 0 } unit ? Figures.Plural(value, unit) : Figures.Count(value);
        });
    }

    [GeneratedRegex("\\{([A-Za-z.]+)\\}(?: (page)s)?")]
    private static partial Regex Field();
}
