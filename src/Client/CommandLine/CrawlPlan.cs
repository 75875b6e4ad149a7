using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Web.Urls;

namespace Thresher.Client.CommandLine;

/// <summary>What the arguments of <c>crawl</c> specify: a job file, seeds, a name.</summary>
internal sealed class CrawlPlan
{
    private readonly CrawlJob? _file;
    private readonly IReadOnlyList<string> _urls;

    private readonly IReadOnlyList<string> _sitemaps;

    private CrawlPlan(string name, CrawlJob? file, IReadOnlyList<string> urls, IReadOnlyList<string> sitemaps) =>
        (Name, _file, _urls, _sitemaps) = (name, file, urls, sitemaps);

    /// <summary>The crawl's name.</summary>
    public string Name { get; }

    /// <summary>Whether there are seeds.</summary>
    public bool HasSeeds => _urls.Count > 0 || _sitemaps.Count > 0 || _file is { Seeds.Count: > 0 } or { Sitemaps.Urls.Count: > 0 };

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">URLs, and at most one job file.</param>
    /// <param name="name">Name given on the command line, or null.</param>
    /// <param name="sitemaps">Sitemaps to start from.</param>
    /// <exception cref="CommandException">An argument is neither.</exception>
    /// <exception cref="JobException">The job file is invalid.</exception>
    public static CrawlPlan Read(IReadOnlyList<string> arguments, string? name, params IReadOnlyList<string> sitemaps)
    {
        CrawlJob? file = null;
        var urls = new List<string>();
        foreach (var argument in arguments)
        {
            if (WebUrl.TryParse(argument, null, out _))
            {
                urls.Add(argument);
            }
            else if (IsFile(argument))
            {
                file = file is null ? ReadFile(argument) : throw CommandException.Usage($"{argument}: one job file at a time");
            }
            else
            {
                throw CommandException.Usage($"\"{argument}\" is neither a URL nor a job file: write http://… or https://…, or the path of a .json file");
            }
        }

        if (sitemaps.FirstOrDefault(sitemap => !WebUrl.TryParse(sitemap, null, out _)) is { } wrong)
        {
            throw CommandException.Usage($"--sitemap: \"{wrong}\" is no http or https URL");
        }

        var first = urls.Concat(file?.Seeds ?? []).Concat(sitemaps).Concat(file?.Sitemaps.Urls ?? []).FirstOrDefault();
        return new CrawlPlan(
            name ?? file?.Name ?? (first is null ? null : NameOf(first))
                ?? throw CommandException.Usage("crawl requires a URL, a job file, or --name of a crawl to continue: see `thresher crawl --help`"),
            file,
            urls,
            sitemaps);
    }

    /// <summary>The job: the file's, else the stored one's, else the defaults; with all the seeds.</summary>
    /// <param name="stored">The job of the crawl of that name, or null.</param>
    public CrawlJob JobOver(CrawlJob? stored) => (_file ?? stored ?? new CrawlJob()) with
    {
        Name = Name,
        Seeds = [.. (stored?.Seeds ?? []).Union(_file?.Seeds ?? []).Union(_urls)],
        Sitemaps = (_file ?? stored ?? new CrawlJob()).Sitemaps with
        {
            Urls = [.. (stored?.Sitemaps.Urls ?? []).Union(_file?.Sitemaps.Urls ?? []).Union(_sitemaps)],
        },
    };

    /// <summary>The default name of a crawl: its first seed's host.</summary>
    public static string NameOf(string seed)
    {
        if (!WebUrl.TryParse(seed, null, out var url))
        {
            throw CommandException.Usage($"the seed \"{seed}\" is no http or https URL");
        }

        // An IPv6 address without its brackets; a 0 before a leading :: does not change the address.
        var host = url.Host.Trim('[', ']');
        host = host.StartsWith(':') ? $"0{host}" : host;
        return host.Length <= 100 ? host : host[..100];
    }

    /// <summary>Whether an argument is a URL or a job file.</summary>
    public static bool IsSource(string argument) => WebUrl.TryParse(argument, null, out _) || IsFile(argument);

    private static bool IsFile(string argument) => File.Exists(argument) || argument.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a job file; paths in it start from its folder.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    /// <exception cref="JobException">It is invalid.</exception>
    public static CrawlJob ReadFile(string path)
    {
        try
        {
            var job = JobFile.Read(File.ReadAllText(path), path);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return job with { Extractors = [.. job.Extractors.Select(assembly => Path.GetFullPath(assembly, folder))] };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"the job file {path} cannot be read: {FileFailure.Reason(failure)}");
        }
    }
}
