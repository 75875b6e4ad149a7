using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Thresher.Extraction.Rules;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Jobs.Rules;
using Thresher.Tests.Unit.Documentation;

namespace Thresher.Tests.Unit.Jobs;

/// <summary>The job file's JSON Schema, written from the types, their documentation, their defaults and the checks at their fields.</summary>
internal static class JobSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write()
    {
        var schema = Node();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Thresher job");
        return schema.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    public static JsonObject Node()
    {
        var summaries = new Summaries(typeof(CrawlJob));
        var schema = JobJson.Options.GetJsonSchemaAsNode(typeof(CrawlJob), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context, node, summaries),
        }).AsObject();

        // The console writes it into stored jobs; nobody is to write it into a file.
        schema["properties"]!.AsObject().Remove("$origin");
        return schema;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node, Summaries summaries)
    {
        var schema = node as JsonObject ?? [];
        var path = string.Join('.', context.Path.ToArray().Where(part => part is not ("properties" or "anyOf" or "0")));
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(TimeSpan))
        {
            schema["type"] = context.TypeInfo.Type == type ? "string" : new JsonArray("string", "null");
            schema["pattern"] = "^(0|[0-9]+(\\.[0-9]+)?(ms|s|m|h|d))$";
        }

        if (type == typeof(HeaderText))
        {
            // Read by a converter of its own, which the exporter cannot see through.
            schema["anyOf"] = HeaderForms(summaries);
        }

        if (type == typeof(IReadOnlyDictionary<string, HeaderText>))
        {
            schema["additionalProperties"] = new JsonObject { ["anyOf"] = HeaderForms(summaries) };
        }

        if (type.IsEnum && schema["type"] is null)
        {
            schema.Insert(0, "type", context.TypeInfo.Type.IsEnum ? "string" : new JsonArray("string", "null"));
        }

        if (context.PropertyInfo is null && path.Length > 0 && schema["type"] is JsonArray kinds)
        {
            // No element of a list or dictionary may be null.
            schema["type"] = kinds[0]!.GetValue<string>();
        }

        if (context.PropertyInfo is { } property)
        {
            var member = property.Name.TrimStart('$');
            var name = char.ToUpperInvariant(member[0]) + member[1..];
            Insert(schema, "description", summaries.Of('P', property.DeclaringType, name));
            foreach (var check in JobRules.ChecksOf(property))
            {
                Restrict(schema["items"]?.AsObject() ?? schema, check);
            }

            if (DefaultOf(context) is { } standard)
            {
                schema["default"] = standard;
            }
        }
        else
        {
            Insert(schema, "description", summaries.Of(type));
        }

        if (path == "extract.items.fields")
        {
            schema["minProperties"] = 1;
        }
        else if (path == "extract.items.fields.additionalProperties.pipes.items")
        {
            schema["anyOf"] = new JsonArray([.. Pipe.All.Select(PipeNode)]);
        }

        return schema;
    }

    private static JsonArray HeaderForms(Summaries summaries) => new(new JsonObject { ["type"] = "string" }, SecretNode(summaries));

    private static JsonObject SecretNode(Summaries summaries) => new()
    {
        ["type"] = "object",
        ["description"] = summaries.Of(typeof(SecretText)),
        ["properties"] = new JsonObject(new[] { nameof(SecretText.Env), nameof(SecretText.File) }.Select(name => KeyValuePair.Create<string, JsonNode?>(
            JsonNamingPolicy.CamelCase.ConvertName(name), new JsonObject { ["type"] = "string", ["description"] = summaries.Of('P', typeof(SecretText), name) }))),
        ["additionalProperties"] = false,
    };

    private static void Restrict(JsonObject schema, FieldCheckAttribute check)
    {
        foreach (var (name, value) in new (string, JsonNode?)[] { ("minimum", check.Minimum), ("maximum", check.Maximum), ("pattern", check.Pattern) })
        {
            if (value is not null)
            {
                schema[name] = value;
            }
        }
    }

    private static JsonNode PipeNode(Pipe pipe)
    {
        var node = new JsonObject { ["description"] = $"{pipe.Usage}: {pipe.Meaning}" };
        if (pipe.Argument is null)
        {
            node["enum"] = new JsonArray(pipe.Name);
        }
        else
        {
            node["pattern"] = pipe.Pattern;
        }

        return node;
    }

    /// <summary>The value of a field that is left out; null where that is null or empty.</summary>
    private static JsonNode? DefaultOf(JsonSchemaExporterContext context)
    {
        var value = context.PropertyInfo!.Get!(Activator.CreateInstance(context.PropertyInfo.DeclaringType)!);
        return value is null or IEnumerable and not string || context.TypeInfo.Kind == System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object
            ? null
            : JsonSerializer.SerializeToNode(value, context.TypeInfo);
    }

    private static void Insert(JsonObject schema, string name, string? value)
    {
        if (value is not null)
        {
            schema.Insert(0, name, value);
        }
    }
}
