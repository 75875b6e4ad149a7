using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Thresher.Jobs;

/// <summary>
/// The job of a stored crawl. Files are read strictly, so that a misspelt field is told; stored jobs leniently, since a
/// newer version may have written a field that this one does not know while both run on one store.
/// </summary>
public static class StoredJob
{
    /// <summary>Reads a stored job; fields that this version does not know are passed over.</summary>
    /// <exception cref="JobException">It cannot be read at all: one line.</exception>
    public static CrawlJob Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<CrawlJob>(json, JobJson.Lenient) ?? throw new JsonException("it is null");
        }
        catch (JsonException wrong)
        {
            throw new JobException($"the stored job cannot be read by this version ({JobJson.Reason(wrong)}); use the version that wrote it, or start the crawl again with its job file");
        }
    }

    /// <summary>Reads a stored job; one of defaults, and why, when it cannot be read at all.</summary>
    public static (CrawlJob Job, string? Fault) ReadOrDefault(string json)
    {
        try
        {
            return (Read(json), null);
        }
        catch (JobException fault)
        {
            return (new CrawlJob(), fault.Message);
        }
    }

    /// <summary>The stored form of a job, with the fields unknown to this version that earlier forms of it hold.</summary>
    /// <param name="job">The job.</param>
    /// <param name="earlier">What it was read from and what it replaces; of a field that several hold, the last counts.</param>
    public static string Write(CrawlJob job, params ReadOnlySpan<string> earlier)
    {
        var json = job.ToJson();
        JsonObject? merged = null;
        foreach (var form in earlier)
        {
            foreach (var (path, value) in Object(form) is { } fields ? Unknown(fields, typeof(CrawlJob)) : [])
            {
                var at = merged ??= Object(json)!;
                foreach (var name in path[..^1])
                {
                    at = (JsonObject)(at[name] ??= new JsonObject());
                }

                at[path[^1]] = value?.DeepClone();
            }
        }

        return merged?.ToJsonString(JobJson.Options) ?? json;
    }

    /// <summary>The fields of a stored job that this version does not know, by their path, such as <c>politeness.quietHours</c>.</summary>
    public static IReadOnlyList<string> UnknownFields(string json) =>
        Object(json) is { } job ? [.. Unknown(job, typeof(CrawlJob)).Select(field => string.Join('.', field.Path))] : [];

    private static JsonObject? Object(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Rules stand in lists, which are replaced as a whole: what is unknown in them is not looked for.</summary>
    private static IEnumerable<(string[] Path, JsonNode? Value)> Unknown(JsonObject node, Type type)
    {
        var info = JobJson.Options.GetTypeInfo(type);
        foreach (var (name, value) in node)
        {
            var known = info.Kind == JsonTypeInfoKind.Dictionary
                ? info.ElementType
                : info.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType;
            if (known is null)
            {
                yield return ([name], value);
            }
            else if (value is JsonObject inner
                && JobJson.Options.GetTypeInfo(known).Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary)
            {
                foreach (var (path, unknown) in Unknown(inner, known))
                {
                    yield return ([name, .. path], unknown);
                }
            }
        }
    }
}
