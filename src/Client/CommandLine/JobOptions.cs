using System.CommandLine;
using Thresher.Client.Inspecting;
using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Jobs.Rules;

namespace Thresher.Client.CommandLine;

/// <summary>
/// The options that change a job: each given option overrides the value in the job file or the stored job. Each is declared
/// once, with the job's field that it sets.
/// </summary>
internal static class JobOptions
{
    /// <summary>All of them, in the order of <c>--help</c>.</summary>
    public static IReadOnlyList<JobOption> All { get; } =
    [
        Of("politeness.delay", OptionValues.DurationOf("--delay", "Time between two requests to one domain."),
            (job, value) => job with { Politeness = job.Politeness with { Delay = value } }),
        Of("politeness.concurrency", OptionValues.Number("--per-domain", "Requests in flight to one domain.", 1),
            (job, value) => job with { Politeness = job.Politeness with { Concurrency = (int)value! } }),
        Of("limits.maxPages", OptionValues.Number("--max-pages", "Pages to store at most.", 1),
            (job, value) => job with { Limits = job.Limits with { MaxPages = value } }),
        Of("limits.maxPagesPerHost", OptionValues.Number("--max-pages-per-host", "Pages to store of one domain at most.", 1),
            (job, value) => job with { Limits = job.Limits with { MaxPagesPerHost = value } }),
        Of("limits.maxHostsPerDomain", OptionValues.Number("--max-hosts-per-domain", "Hosts of one registrable domain to crawl at most.", 1),
            (job, value) => job with { Limits = job.Limits with { MaxHostsPerDomain = value } }),
        Of("limits.maxDepth", OptionValues.Number("--max-depth", "Links to follow from a seed; 0 for the seeds alone.", 0),
            (job, value) => job with { Limits = job.Limits with { MaxDepth = (int)value! } }),
        Of("sitemaps.fromRobots", new Option<bool>("--robots-sitemaps") { Description = "Also read the sitemaps that robots.txt names." },
            (job, value) => job with { Sitemaps = job.Sitemaps with { FromRobots = value } }),
        Of("scope.mode", OptionValues.Word("--scope", "What a link must share with a seed.", ("host", ScopeMode.Host), ("domain", ScopeMode.Domain), ("prefix", ScopeMode.Prefix), ("any", ScopeMode.Any)),
            (job, value) => job with { Scope = job.Scope with { Mode = value!.Value } }),
        Of("scope.include", OptionValues.Expressions("--include", "Admit only URLs that match; may be repeated."),
            (job, value) => job with { Scope = job.Scope with { Include = value! } }),
        Of("scope.exclude", OptionValues.Expressions("--exclude", "Admit no URL that matches; may be repeated."),
            (job, value) => job with { Scope = job.Scope with { Exclude = value! } }),
        Of("politeness.robots", new Option<bool>("--ignore-robots") { Description = "Ignore robots.txt; do not fetch it." },
            (job, value) => job with { Politeness = job.Politeness with { Robots = !value } }),
        Of("allowPrivate", new Option<bool>("--allow-private") { Description = "Also fetch from private and loopback addresses." },
            (job, value) => job with { AllowPrivate = value }),
        Of("cookies", new Option<bool>("--cookies") { Description = "Keep cookies and send them back." },
            (job, value) => job with { Cookies = value }),
        Of("cookieFile", new Option<string?>("--cookie-file") { Description = "Start from the cookies of this file (cookies.txt).", HelpName = "F" },
            (job, value) => job with { CookieFile = value is null ? null : Path.GetFullPath(value) }),
        Of("render", OptionValues.Word("--render", "Whether pages are prepared in a browser.", ("never", RenderMode.Never), ("always", RenderMode.Always), ("auto", RenderMode.Auto)),
            (job, value) => job with { Render = value!.Value }),
        Of("http.proxies", new Option<string[]?>("--proxy") { Description = "Fetch through this proxy; may be repeated.", HelpName = "URL" },
            (job, value) => job with { Http = (job.Http ?? new CrawlHttp()) with { Proxies = [.. (value ?? []).Select(url => new CrawlProxy { Url = new HeaderText(url, null) })] } }),
        Of("keepBodies", new Option<bool>("--keep-bodies") { Description = "Store the bodies of pages." },
            (job, value) => job with { KeepBodies = value }),
        Of("requisites", new Option<bool>("--requisites") { Description = "Also fetch what pages need to be shown: images, style sheets, scripts." },
            (job, value) => job with { Requisites = value }),
        Of("userAgent", new Option<string?>("--user-agent") { Description = "User-Agent header.", HelpName = "UA" },
            (job, value) => job with { UserAgent = value }),
    ];

    private static readonly Option<string[]> Reset = new("--reset")
    {
        Description = "Take values back to their defaults: names of these options, or paths of the job, separated by commas; `seeds` leaves those alone that are given now.",
        HelpName = "max-pages,…",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Adds them to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option.Option);
        }

        command.Options.Add(Reset);
    }

    /// <summary>The first given option, or null.</summary>
    public static string? FirstGiven(ParseResult parsed) =>
        Given(parsed).FirstOrDefault()?.Option.Name ?? (parsed.GetResult(Reset) is { Implicit: false } ? Reset.Name : null);

    /// <summary>The job with the given options applied.</summary>
    /// <exception cref="CommandException">The resulting job is invalid.</exception>
    public static CrawlJob Apply(CrawlJob job, ParseResult parsed)
    {
        job = parsed.GetResult(Reset) is { Implicit: false } ? JobLeaves.Reset(job, ResetPaths(parsed)) : job;
        job = Given(parsed).Aggregate(job, (changed, option) => option.Apply(changed, parsed));
        return JobFile.Check(job) is not { } problem ? job : throw CommandException.Usage(
            $"{(problem.Path == "name" ? "--name" : All.FirstOrDefault(option => option.Field == problem.Path || problem.Path.StartsWith($"{option.Field}[", StringComparison.Ordinal))?.Option.Name ?? problem.Path)}: {problem.Text}");
    }

    /// <summary>The paths that are to have their defaults again.</summary>
    private static IEnumerable<string> ResetPaths(ParseResult parsed)
    {
        foreach (var word in ResetWords(parsed).Where(word => !IsSeeds(word)))
        {
            yield return All.FirstOrDefault(option => option.Option.Name.Equals($"--{word.TrimStart('-')}", StringComparison.OrdinalIgnoreCase))?.Field
                ?? JobLeaves.Paths.FirstOrDefault(known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) ?? throw CommandException.Usage(
                    $"--reset: \"{word}\" is neither an option of the job nor a path in it{Suggestion.For(word, [.. All.Select(option => option.Option.Name[2..]), .. JobLeaves.Paths])}");
        }
    }

    /// <summary>Whether the seeds so far are to leave the job.</summary>
    public static bool ResetsSeeds(ParseResult parsed) => ResetWords(parsed).Any(IsSeeds);

    private static IEnumerable<string> ResetWords(ParseResult parsed) =>
        (parsed.GetValue(Reset) ?? []).SelectMany(words => words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static bool IsSeeds(string word) => word.Equals("seeds", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<JobOption> Given(ParseResult parsed) => All.Where(option => parsed.GetResult(option.Option) is { Implicit: false });

    private static JobOption Of<T>(string field, Option<T> option, Func<CrawlJob, T?, CrawlJob> apply) =>
        new(option, field, (job, parsed) => apply(job, parsed.GetValue(option)));
}

/// <summary>An option that sets a field of a job.</summary>
/// <param name="Option">The option.</param>
/// <param name="Field">Path of the field in the job file.</param>
/// <param name="Apply">The job with the option's value.</param>
internal sealed record JobOption(Option Option, string Field, Func<CrawlJob, ParseResult, CrawlJob> Apply);
