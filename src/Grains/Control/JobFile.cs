using System.Text.Json;
using Thresher.Extraction.Rules;
using Thresher.Jobs;

namespace Thresher.Grains.Control;

/// <summary>Reads job files and says what is wrong with them, by line and path.</summary>
public static class JobFile
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
            throw new JobException($"{name}{Line(wrong.LineNumber + 1)}{At(wrong.Path)}: {JobJson.Reason(wrong)}");
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
}
