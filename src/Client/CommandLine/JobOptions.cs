using System.CommandLine;
using Thresher.Grains.Control;
using Thresher.Jobs;
using Thresher.Jobs.Rules;

namespace Thresher.Client.CommandLine;

/// <summary>The options that change a job: each given option overrides the value in the job file or the stored job.</summary>
internal static class JobOptions
{
    private static readonly Option<TimeSpan?> Delay = OptionValues.DurationOf("--delay", "Time between two requests to one domain.");
    private static readonly Option<long?> PerDomain = OptionValues.Number("--per-domain", "Requests in flight to one domain.", 1);
    private static readonly Option<long?> MaxPages = OptionValues.Number("--max-pages", "Pages to store at most.", 1);
    private static readonly Option<long?> MaxPagesPerHost = OptionValues.Number("--max-pages-per-host", "Pages to store of one domain at most.", 1);
    private static readonly Option<long?> MaxHostsPerDomain = OptionValues.Number("--max-hosts-per-domain", "Hosts of one registrable domain to crawl at most.", 1);
    private static readonly Option<long?> MaxDepth = OptionValues.Number("--max-depth", "Links to follow from a seed; 0 for the seeds alone.", 0);

    private static readonly Option<ScopeMode?> Scope = OptionValues.Word(
        "--scope",
        "What a link must share with a seed.",
        ("host", ScopeMode.Host),
        ("domain", ScopeMode.Domain),
        ("prefix", ScopeMode.Prefix),
        ("any", ScopeMode.Any));

    private static readonly Option<string[]> Include = OptionValues.Expressions("--include", "Admit only URLs that match; may be repeated.");
    private static readonly Option<string[]> Exclude = OptionValues.Expressions("--exclude", "Admit no URL that matches; may be repeated.");
    private static readonly Option<bool> IgnoreRobots = new("--ignore-robots") { Description = "Ignore robots.txt; do not fetch it." };
    private static readonly Option<bool> RobotsSitemaps = new("--robots-sitemaps") { Description = "Also read the sitemaps that robots.txt names." };
    private static readonly Option<bool> AllowPrivate = new("--allow-private") { Description = "Also fetch from private and loopback addresses." };
    private static readonly Option<bool> KeepBodies = new("--keep-bodies") { Description = "Store the bodies of pages." };
    private static readonly Option<string?> UserAgent = new("--user-agent") { Description = "User-Agent header.", HelpName = "UA" };

    private static IEnumerable<Option> All =>
        [Delay, PerDomain, MaxPages, MaxPagesPerHost, MaxHostsPerDomain, MaxDepth, RobotsSitemaps, Scope, Include, Exclude, IgnoreRobots, AllowPrivate, KeepBodies, UserAgent];

    /// <summary>Adds them to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The first given option, or null.</summary>
    public static string? FirstGiven(ParseResult parsed) => All.FirstOrDefault(option => Given(parsed, option))?.Name;

    /// <summary>The job with the given options applied.</summary>
    /// <exception cref="CommandException">The resulting job is invalid.</exception>
    public static CrawlJob Apply(CrawlJob job, ParseResult parsed)
    {
        job = job with
        {
            Scope = job.Scope with
            {
                Mode = parsed.GetValue(Scope) ?? job.Scope.Mode,
                Include = Given(parsed, Include) ? parsed.GetValue(Include)! : job.Scope.Include,
                Exclude = Given(parsed, Exclude) ? parsed.GetValue(Exclude)! : job.Scope.Exclude,
            },
            Limits = job.Limits with
            {
                MaxPages = parsed.GetValue(MaxPages) ?? job.Limits.MaxPages,
                MaxPagesPerHost = parsed.GetValue(MaxPagesPerHost) ?? job.Limits.MaxPagesPerHost,
                MaxHostsPerDomain = parsed.GetValue(MaxHostsPerDomain) ?? job.Limits.MaxHostsPerDomain,
                MaxDepth = (int?)parsed.GetValue(MaxDepth) ?? job.Limits.MaxDepth,
            },
            Politeness = job.Politeness with
            {
                Delay = parsed.GetValue(Delay) ?? job.Politeness.Delay,
                Concurrency = (int?)parsed.GetValue(PerDomain) ?? job.Politeness.Concurrency,
                Robots = Given(parsed, IgnoreRobots) ? !parsed.GetValue(IgnoreRobots) : job.Politeness.Robots,
            },
            Sitemaps = Given(parsed, RobotsSitemaps) ? job.Sitemaps with { FromRobots = parsed.GetValue(RobotsSitemaps) } : job.Sitemaps,
            AllowPrivate = Given(parsed, AllowPrivate) ? parsed.GetValue(AllowPrivate) : job.AllowPrivate,
            KeepBodies = Given(parsed, KeepBodies) ? parsed.GetValue(KeepBodies) : job.KeepBodies,
            UserAgent = parsed.GetValue(UserAgent) ?? job.UserAgent,
        };
        return JobFile.Check(job) is { } problem ? throw CommandException.Usage($"{OptionOf(problem.Path)}: {problem.Text}") : job;
    }

    private static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static string OptionOf(string path) => path switch
    {
        "name" => "--name",
        "userAgent" => UserAgent.Name,
        _ => path,
    };
}
