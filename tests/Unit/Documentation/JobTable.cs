using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Thresher.Client.CommandLine;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Documentation;

/// <summary>The fields of a job file as rows of docs/job.md: path, type, default, range, option, meaning.</summary>
internal static class JobTable
{
    private static readonly Summaries Summaries = new(typeof(CrawlJob));

    public static string Write() => Generated.Table(
        ["field", "type", "default", "range", "option", "meaning"],
        Rows(typeof(CrawlJob), Jobs.JobSchema.Node(), ""));

    private static IEnumerable<string[]> Rows(Type type, JsonObject schema, string path)
    {
        foreach (var field in JobJson.Options.GetTypeInfo(type).Properties.Where(field => schema["properties"]![field.Name] is not null))
        {
            var at = path + field.Name;
            var node = schema["properties"]![field.Name]!.AsObject();
            var (element, inner, suffix) = Element(field.PropertyType, node, at);
            yield return
            [
                $"`{at}`",
                TypeOf(node),
                node["default"] is { } standard ? $"`{standard.ToJsonString().Trim('"')}`" : "",
                string.Join(", ", JobRules.ChecksOf(field).Select(check => check.Range).OfType<string>()),
                JobOptions.All.FirstOrDefault(option => option.Field == at) is { } option ? $"`{option.Option.Name}`" : "",
                Summaries.Of('P', type, field.AttributeProvider is System.Reflection.PropertyInfo property ? property.Name : field.Name, markdown: true) ?? "",
            ];
            if (JobJson.Options.GetTypeInfo(element).Kind == JsonTypeInfoKind.Object)
            {
                foreach (var row in Rows(element, inner, suffix))
                {
                    yield return row;
                }
            }
        }
    }

    private static (Type Type, JsonObject Schema, string Path) Element(Type type, JsonObject schema, string path) =>
        schema["items"] is JsonObject items ? (type.GenericTypeArguments[0], items, $"{path}[].")
        : schema["additionalProperties"] is JsonObject members ? (type.GenericTypeArguments[1], members, $"{path}.*.")
        : (type, schema, $"{path}.");

    private static string TypeOf(JsonObject schema) =>
        schema["enum"] is JsonArray words ? string.Join(" / ", words.OfType<JsonNode>().Select(word => $"`{word}`"))
        : schema["items"] is JsonObject items ? $"list of {Plural(TypeOf(items))}"
        : schema["additionalProperties"] is JsonObject ? "object by name"
        : schema["anyOf"] is JsonArray forms && schema["type"] is null ? string.Join(" or ", forms.OfType<JsonObject>().Select(TypeOf))
        : schema["pattern"]?.ToString().Contains("ms|s|m", StringComparison.Ordinal) == true ? "duration"
        : (schema["type"] is JsonArray kinds ? kinds[0] : schema["type"])!.ToString() is var kind && kind == "string" ? "text" : kind;

    private static string Plural(string type) => type switch
    {
        "text" => "texts",
        "integer" or "object" => $"{type}s",
        _ => type,
    };
}
