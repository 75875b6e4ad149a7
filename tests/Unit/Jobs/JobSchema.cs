using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Thresher.Extraction.Rules;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Jobs;

/// <summary>The job file's JSON Schema, written from the types, their documentation and the rules that are checked.</summary>
internal static partial class JobSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write()
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(CrawlJob).Assembly.Location, ".xml"));
        var summaries = documentation.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary"));
        var schema = JobJson.Options.GetJsonSchemaAsNode(typeof(CrawlJob), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context, node, summaries),
        }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Thresher job");
        return schema.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node, Dictionary<string, XElement?> summaries)
    {
        var schema = node as JsonObject ?? [];
        var path = string.Join('.', context.Path.ToArray().Where(part => part is not ("properties" or "anyOf" or "0")));
        if ((Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type) == typeof(TimeSpan))
        {
            schema["type"] = context.TypeInfo.Type == typeof(TimeSpan) ? "string" : new JsonArray("string", "null");
            schema["pattern"] = "^(0|[0-9]+(\\.[0-9]+)?(ms|s|m|h|d))$";
        }

        if ((Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type).IsEnum && schema["type"] is null)
        {
            schema.Insert(0, "type", context.TypeInfo.Type.IsEnum ? "string" : new JsonArray("string", "null"));
        }

        // What is checked beyond types. Numbers are numbers: the serializer's patterns for numbers in strings do not apply.
        foreach (var (rule, _, least, most) in JobRules.Numbers.Where(rule => rule.Path == path))
        {
            (schema["minimum"], schema["maximum"]) = (least, most is int.MaxValue or long.MaxValue ? null : most);
        }

        switch (path)
        {
            case "hosts.additionalProperties.concurrency":
                schema["minimum"] = JobRules.LeastConcurrency;
                break;
            case "ports.items":
                (schema["minimum"], schema["maximum"]) = (JobRules.LeastPort, JobRules.MostPort);
                break;
            case "seeds.items":
                (schema["type"], schema["pattern"]) = ("string", "^https?://");
                break;
            case "extract.items" or "follow.items" or "extract.items.fields.additionalProperties":
                schema["type"] = "object";
                break;
            case "extract.items.fields":
                schema["minProperties"] = 1;
                break;
            case "extract.items.name":
                schema["pattern"] = ExtractionRules.NamePattern;
                break;
            case "follow.items.priority":
                (schema["minimum"], schema["maximum"]) = (ExtractionRules.LeastPriority, ExtractionRules.MostPriority);
                break;
            case "follow.items.maxDepth":
                schema["minimum"] = 0;
                break;
            case "extractors.items":
                (schema["type"], schema["pattern"]) = ("string", "\\S");
                break;
            case "scope.include.items" or "scope.exclude.items" or "trackingParameters.items" or "extract.items.fields.additionalProperties.pipes.items":
                schema["type"] = "string";
                break;
            case "name":
                schema["pattern"] = "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$";
                break;
            case "userAgent":
                schema["pattern"] = "^[ -~]*[!-~][ -~]*$";
                break;
        }

        foreach (var empty in schema.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
        {
            schema.Remove(empty);
        }

        var id = context.PropertyInfo is { } property
            ? $"P:{property.DeclaringType.FullName}.{(property.Name == "$schema" ? nameof(CrawlJob.Schema) : char.ToUpperInvariant(property.Name[0]) + property.Name[1..])}"
            : $"T:{context.TypeInfo.Type.FullName}";
        if (summaries.GetValueOrDefault(id) is { } summary)
        {
            schema.Insert(0, "description", Text(summary));
        }

        return schema;
    }

    private static string Text(XElement summary)
    {
        var parts = summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => char.ToLowerInvariant(see.Attribute("cref")!.Value.Split('.')[^1][0]) + see.Attribute("cref")!.Value.Split('.')[^1][1..],
            XElement element => element.Value,
            _ => node.ToString(),
        });
        return Blanks().Replace(string.Concat(parts), " ").Trim();
    }

    [GeneratedRegex("\\s+")]
    private static partial Regex Blanks();
}
