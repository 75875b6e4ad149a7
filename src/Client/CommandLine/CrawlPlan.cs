using System.Text;
using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Web.Urls;

namespace Thresher.Client.CommandLine;

/// <summary>What the arguments of <c>crawl</c> specify: a job file, seeds, a name.</summary>
internal sealed class CrawlPlan
{
    private const int LongestName = 100;
    private static readonly char[] Separators = ['/', '?', '&', '#'];
    private readonly CrawlJob? _file;
    private readonly IReadOnlyList<string> _urls;

    private readonly IReadOnlyList<string> _sitemaps;

    private CrawlPlan(string name, CrawlJob? file, IReadOnlyList<string> urls, IReadOnlyList<string> sitemaps) =>
        (Name, _file, _urls, _sitemaps) = (name, file, urls, sitemaps);

    /// <summary>The job file as it was named; null without one.</summary>
    public string? FileName { get; private init; }

    /// <summary>The job file; null without one.</summary>
    public CrawlJob? File => _file;

    /// <summary>Whether the name was derived from the start, not given.</summary>
    public bool HasDerivedName { get; private init; }

    /// <summary>The name that earlier versions derived, the first seed's host alone; null when a name was given.</summary>
    public string? FormerName { get; private init; }

    /// <summary>The only argument, where it is not a URL as it stands and may be the name of a crawl to continue.</summary>
    public string? Word { get; private init; }

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
        string? fileName = null, word = null;
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
                fileName = argument;
            }
            else if (Completed(argument) is { } url)
            {
                urls.Add(url);
                word = arguments.Count == 1 && name is null ? argument : null;
            }
            else if (arguments.Count == 1 && name is null && IsName(argument))
            {
                return new CrawlPlan(argument, null, [], sitemaps) { Word = argument };
            }
            else
            {
                throw CommandException.Usage($"\"{argument}\" is neither a URL nor a job file: write http://… or https://…, or the path of a .json or .yaml file");
            }
        }

        if (sitemaps.FirstOrDefault(sitemap => !WebUrl.TryParse(sitemap, null, out _)) is { } wrong)
        {
            throw CommandException.Usage($"--sitemap: \"{wrong}\" is not an http or https URL");
        }

        var first = urls.Concat(file?.Seeds ?? []).Concat(sitemaps).Concat(file?.Sitemaps.Urls ?? []).FirstOrDefault();
        var given = name ?? file?.Name;
        var derived = given is null && first is not null ? NameOf(first) : null;
        return new CrawlPlan(
            given ?? derived ?? throw CommandException.Usage("crawl requires a URL, a job file, or the name of a crawl to continue: see `thresher crawl --help`"),
            file,
            urls,
            sitemaps)
        {
            FileName = fileName,
            HasDerivedName = derived is not null,
            FormerName = derived is null ? null : HostOf(first!),
            Word = word,
        };
    }

    /// <summary>The plan to continue a crawl of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="withSeeds">Whether the plan's seeds and job file apply to it.</param>
    public CrawlPlan Continuing(string name, bool withSeeds) =>
        withSeeds ? new CrawlPlan(name, _file, _urls, _sitemaps) { FileName = FileName, HasDerivedName = HasDerivedName } : new CrawlPlan(name, null, [], []);

    /// <summary>Why this start, under a name that it did not give, is another one than that of the stored job; null when it is the same.</summary>
    public string? Otherness(CrawlJob stored)
    {
        var known = stored.Seeds.Concat(stored.Sitemaps.Urls).Select(Href).ToHashSet(StringComparer.Ordinal);
        return _urls.Concat(_sitemaps).FirstOrDefault(url => !known.Contains(Href(url))) is { } url ? $"{url} is not a seed of it"
            : _file is null || stored.Origin?.Values.Contains(FileName) == true ? null
            : (_file.Seeds.Concat(_file.Sitemaps.Urls).FirstOrDefault(seed => !known.Contains(Href(seed))) is { } seed ? $"{seed} is not a seed of it" : null)
                ?? (Inspecting.JobLeaves.Differences(_file with { Name = null, Seeds = [] }, stored with { Name = null, Seeds = [] }) is [var path, ..] ? $"{path} differs" : null);
    }

    /// <summary>
    /// The job: the file's, else the stored one's, else the defaults; with the file's seeds where it has any, else those so
    /// far, and those of the command line.
    /// </summary>
    /// <param name="stored">The job of the crawl of that name, or null.</param>
    public CrawlJob JobOver(CrawlJob? stored)
    {
        var before = _file is { } file && file.Seeds.Count + file.Sitemaps.Urls.Count > 0 ? null : stored;
        return (_file ?? stored ?? new CrawlJob()) with
        {
            Name = Name,
            Origin = stored?.Origin,
            Seeds = [.. (before?.Seeds ?? []).Union(_file?.Seeds ?? []).Union(_urls)],
            Sitemaps = (_file ?? stored ?? new CrawlJob()).Sitemaps with
            {
                Urls = [.. (before?.Sitemaps.Urls ?? []).Union(_file?.Sitemaps.Urls ?? []).Union(_sitemaps)],
            },
        };
    }

    /// <summary>The job with no other seeds than this start names.</summary>
    /// <exception cref="CommandException">It names none.</exception>
    public CrawlJob WithOwnSeeds(CrawlJob job)
    {
        string[] seeds = [.. (_file?.Seeds ?? []).Union(_urls)], sitemaps = [.. (_file?.Sitemaps.Urls ?? []).Union(_sitemaps)];
        return seeds.Length + sitemaps.Length == 0
            ? throw CommandException.Usage("--reset seeds leaves the seeds that are given with it, and none is")
            : job with { Seeds = seeds, Sitemaps = job.Sitemaps with { Urls = sitemaps } };
    }

    /// <summary>The default name of a crawl: its first seed's host and port, and path unless it is <c>/</c>.</summary>
    public static string NameOf(string seed)
    {
        var host = HostOf(seed);
        WebUrl.TryParse(seed, null, out var url);
        var port = url!.DomainKey.EndsWith(']') ? -1 : url.DomainKey.LastIndexOf(':');
        var name = new StringBuilder(host);
        if (port > 0)
        {
            name.Append(host.Contains(':', StringComparison.Ordinal) ? '-' : ':').Append(url.DomainKey.AsSpan(port + 1));
        }

        foreach (var segment in url.PathAndQuery.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            name.Append('-');
            foreach (var c in segment)
            {
                name.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-');
            }
        }

        return name.Length <= LongestName ? name.ToString() : name.ToString(0, LongestName);
    }

    private static string HostOf(string seed)
    {
        if (!WebUrl.TryParse(seed, null, out var url))
        {
            throw CommandException.Usage($"the seed \"{seed}\" is not an http or https URL");
        }

        // An IPv6 address without its brackets; a 0 before a leading :: does not change the address.
        var host = url.Host.Trim('[', ']');
        host = host.StartsWith(':') ? $"0{host}" : host;
        return host.Length <= LongestName ? host : host[..LongestName];
    }

    private static string Href(string url) => WebUrl.TryParse(url, null, out var parsed) ? parsed.Href : url;

    /// <summary>The URL that is meant by a host with or without a path: over https, and over http where it is one's own machine.</summary>
    private static string? Completed(string argument)
    {
        var end = argument.IndexOfAny(Separators);
        var host = end < 0 ? argument : argument[..end];
        var isLocal = host is "localhost" || host.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) || host.StartsWith("127.", StringComparison.Ordinal);
        var url = $"{(isLocal ? "http" : "https")}://{argument}";
        return (isLocal || host.Contains('.', StringComparison.Ordinal)) && !argument.Contains(' ', StringComparison.Ordinal) && WebUrl.TryParse(url, null, out _) ? url : null;
    }

    private static bool IsName(string argument) =>
        argument.Length <= LongestName && argument.Length > 0 && char.IsAsciiLetterOrDigit(argument[0])
        && argument.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':');

    /// <summary>Whether an argument is a URL or a job file.</summary>
    public static bool IsSource(string argument) => WebUrl.TryParse(argument, null, out _) || IsFile(argument);

    private static bool IsFile(string argument) => System.IO.File.Exists(argument) || argument.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || IsYaml(argument);

    /// <summary>Whether a job file is in YAML, by its name.</summary>
    internal static bool IsYaml(string path) => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a job file; paths in it start from its folder.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    /// <exception cref="JobException">It is invalid.</exception>
    public static CrawlJob ReadFile(string path)
    {
        try
        {
            var text = System.IO.File.ReadAllText(path);
            var job = JobFile.Read(IsYaml(path) ? YamlJob.ToJson(text, path) : text, path);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return job with { Extractors = [.. job.Extractors.Select(assembly => Path.GetFullPath(assembly, folder))], Http = job.Http?.In(folder), Login = job.Login?.In(folder), CookieFile = InFolder(job.CookieFile), BlockFile = InFolder(job.BlockFile) };

            string? InFolder(string? file) => file is null ? null : Path.GetFullPath(file, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"the job file {path} cannot be read: {FileFailure.Reason(failure)}");
        }
    }
}
