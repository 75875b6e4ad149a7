using Thresher.Jobs;

namespace Thresher.Extraction.Extractors;

/// <summary>Which assemblies a job may load: a job runs whatever they contain.</summary>
/// <param name="Directory">The directory that they must lie in, at any depth; empty for none, null for any.</param>
public sealed record ExtractorPolicy(string? Directory)
{
    /// <summary>Any: the job belongs to the user of this process.</summary>
    public static ExtractorPolicy Any { get; } = new((string?)null);

    /// <summary>Refuses an assembly that may not be loaded.</summary>
    /// <exception cref="JobException">It may not: one line with the remedy.</exception>
    public void Check(string assembly)
    {
        if (Directory is null)
        {
            return;
        }

        if (Directory.Length == 0)
        {
            throw new JobException($"the extractors {assembly} are not loaded: this silo allows none; start its silos with --extractors DIR");
        }

        var allowed = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Directory)) + Path.DirectorySeparatorChar;
        if (!Path.GetFullPath(assembly).StartsWith(allowed, StringComparison.Ordinal))
        {
            throw new JobException($"the extractors {assembly} are not loaded: this silo loads those in {allowed} only; put them there, or start it with another --extractors DIR");
        }
    }
}
