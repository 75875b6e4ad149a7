using Thresher.Jobs;

namespace Thresher.Client.Inspecting;

/// <summary>Where the values of a job come from: kept with it, so that <c>thresher job</c> can say so later.</summary>
internal static class JobOrigins
{
    /// <summary>The origin of a value that an option gave.</summary>
    public const string CommandLine = "command line";

    /// <summary>The job with the origins of its values.</summary>
    /// <param name="job">The job that is to be in force.</param>
    /// <param name="stored">The one in force so far; null for a new crawl.</param>
    /// <param name="file">The job as its file has it; null without a file.</param>
    /// <param name="fileName">The file's name.</param>
    public static CrawlJob Trace(CrawlJob job, CrawlJob? stored, CrawlJob? file, string? fileName)
    {
        var (now, before, standard) = (JobLeaves.Of(job), stored is null ? null : JobLeaves.Of(stored), JobLeaves.Of(new CrawlJob()));
        var written = file is null ? null : JobLeaves.Of(file);
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in now)
        {
            if (value == standard.GetValueOrDefault(path))
            {
                continue;
            }

            var isKept = before is not null && before.GetValueOrDefault(path) == value && stored!.Origin?.ContainsKey(path) == true;
            origins[path] = isKept ? stored!.Origin![path]
                : written?.GetValueOrDefault(path) == value ? fileName!
                : CommandLine;
        }

        return job with { Origin = origins };
    }
}
