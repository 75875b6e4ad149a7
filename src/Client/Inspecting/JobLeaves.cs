using System.Text.Json.Nodes;
using Thresher.Jobs;
using Thresher.Jobs.Http;

namespace Thresher.Client.Inspecting;

/// <summary>A job as its values by path, such as <c>limits.maxPages</c>; a list, and each table by name, is one value.</summary>
internal static class JobLeaves
{
    private const string Origin = "$origin";
    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Whole = ["hosts", "http.headers", "http.hosts"];

    /// <summary>The paths that can be taken back to their defaults: all but the name and the seeds, which are the crawl itself.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        .. Of(new CrawlJob
        {
            UserAgent = "-",
            CookieFile = "-",
            BlockFile = "-",
            TrackingParameters = [],
            Limits = new CrawlLimits { MaxPages = 1, MaxPagesPerHost = 1, MaxHostsPerDomain = 1, MaxFailedPercent = 1 },
            Politeness = new CrawlPoliteness { Delay = TimeSpan.Zero },
            Http = new CrawlHttp { AcceptLanguage = "-" },
        }).Keys.Where(path => path is not "seeds"),
    ];

    /// <summary>The values as compact JSON, in the order of the fields; what is absent has none.</summary>
    public static Dictionary<string, string> Of(CrawlJob job)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(leaves, "", JsonNode.Parse(job.ToJson())!.AsObject());
        return leaves;
    }

    /// <summary>The paths at which two jobs differ.</summary>
    public static IReadOnlyList<string> Differences(CrawlJob one, CrawlJob other)
    {
        var (before, after) = (Of(one), Of(other));
        return [.. before.Keys.Union(after.Keys).Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The job with the defaults at some of the <see cref="Paths"/>.</summary>
    public static CrawlJob Reset(CrawlJob job, IEnumerable<string> paths)
    {
        var node = JsonNode.Parse(job.ToJson())!.AsObject();
        foreach (var path in paths)
        {
            var names = path.Split('.');
            names[..^1].Aggregate((JsonObject?)node, (at, name) => at?[name]?.AsObject())?.Remove(names[^1]);
        }

        return CrawlJob.Parse(node.ToJsonString());
    }

    private static void Add(Dictionary<string, string> leaves, string prefix, JsonObject node)
    {
        foreach (var (name, value) in node)
        {
            var path = prefix + name;
            if (value is JsonObject inner && !Whole.Contains(path) && path != Origin)
            {
                Add(leaves, $"{path}.", inner);
            }
            else if (value is not null && path != Origin)
            {
                leaves[path] = value.ToJsonString(Readable);
            }
        }
    }
}
