using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Thresher.Client.CommandLine;
using Thresher.Client.Inspecting;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Jobs;

namespace Thresher.Client.Commands;

/// <summary><c>thresher job</c>: the job in force, where its values come from, and how it differs from a file.</summary>
internal static class JobCommand
{
    private static readonly Option<bool> All = new("--all") { Description = "Show the values that have their default too." };
    private static readonly Option<string?> Against = new("--diff") { Description = "Show only where the job differs from this file.", HelpName = "JOB.json" };

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("job", "Show the job of a crawl as it is in force: each value with where it comes from, secrets left out.")
        {
            CommonOptions.Crawl, All, Against, CommonOptions.Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        var job = StoredJob.Read(crawl.Job);
        if (parsed.GetValue(Against) is { } path)
        {
            Compare(job, CrawlPlan.ReadFile(path) with { Name = job.Name }, path, parsed);
        }
        else if (parsed.GetValue(CommonOptions.Json))
        {
            output.WriteLine(Document(job).ToJsonString(Indented));
        }
        else
        {
            Show(crawl.Name, job, parsed.GetValue(All), output);
        }

        return ExitCode.Done;
    }

    private static void Show(string crawl, CrawlJob job, bool all, TextWriter output)
    {
        var standard = JobLeaves.Of(new CrawlJob());
        var shown = JobLeaves.Of(job).Where(leaf => all || leaf.Value != standard.GetValueOrDefault(leaf.Key)).OrderBy(leaf => leaf.Key, StringComparer.Ordinal).ToArray();
        var width = shown.Select(leaf => leaf.Key.Length).DefaultIfEmpty(0).Max();
        foreach (var (path, value) in shown)
        {
            var origin = value == standard.GetValueOrDefault(path) ? "default" : job.Origin?.GetValueOrDefault(path) ?? "unknown: set by an earlier version, or through a silo";
            output.WriteLine($"{path.PadRight(width)}  {JobSecrets.Hide(path, value)}  ({origin})");
        }

        if (!all)
        {
            output.WriteLine($"everything else has its default: `thresher job {crawl} --all` shows it");
        }
    }

    private static void Compare(CrawlJob job, CrawlJob file, string path, ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        var (stored, written) = (JobLeaves.Of(job), JobLeaves.Of(file));
        var differences = JobLeaves.Differences(job, file);
        foreach (var at in differences)
        {
            var (inForce, inFile) = (Value(stored, at), Value(written, at));
            output.WriteLine(parsed.GetValue(CommonOptions.Json)
                ? JsonText.Of(new JobDifference(at, JsonNode.Parse(inForce), JsonNode.Parse(inFile)))
                : $"{at}: {inForce} in force, {inFile} in {path}");
        }

        if (differences.Count == 0 && !parsed.GetValue(CommonOptions.Json))
        {
            output.WriteLine($"no difference from {path}");
        }
    }

    private static string Value(IReadOnlyDictionary<string, string> leaves, string path) =>
        leaves.TryGetValue(path, out var value) ? JobSecrets.Hide(path, value) : "null";

    /// <summary>The job as a job file, without secrets and origins.</summary>
    private static JsonObject Document(CrawlJob job)
    {
        var document = new JsonObject();
        foreach (var (path, value) in JobLeaves.Of(job).OrderBy(leaf => leaf.Key, StringComparer.Ordinal))
        {
            var names = path.Split('.');
            var at = document;
            foreach (var name in names[..^1])
            {
                at = (JsonObject)(at[name] ??= new JsonObject());
            }

            at[names[^1]] = JsonNode.Parse(JobSecrets.Hide(path, value));
        }

        return document;
    }
}
