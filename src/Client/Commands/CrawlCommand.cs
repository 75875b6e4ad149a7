using System.CommandLine;
using System.Runtime.CompilerServices;
using Thresher.Client.CommandLine;
using Thresher.Client.Embedded;
using Thresher.Client.Inspecting;
using Thresher.Client.Logging;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Client.Watching;
using Thresher.Extraction.Reading;
using Thresher.Grains.Blocks;
using Thresher.Grains.Configuration;
using Thresher.Grains.Control;
using Thresher.Grains.Pages;
using Thresher.Grains.Parsing;
using Thresher.Grains.Proxies;
using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Rendering.Browsers;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Commands;

/// <summary><c>thresher crawl</c>: hosts a silo in this process until the crawl is complete.</summary>
internal static class CrawlCommand
{
    /// <summary>The command's name.</summary>
    public const string Word = "crawl";

    private const int LongestChange = 80;

    private static readonly Argument<string[]> Arguments = new("seeds")
    {
        Description = "URLs to start from (https:// may be left out), a job file, or the name of a crawl to continue.",
        HelpName = "URL… | JOB.json | NAME",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Name = new("--name") { Description = "Name of the crawl; by default its first seed's host with port and path.", HelpName = "N" };
    private static readonly Option<string[]> Sitemaps = SeedCommand.SitemapOption();
    private static readonly Option<bool> Refresh = new("--refresh")
    {
        Description = "Fetch every stored page of a complete crawl again, and report unchanged, changed and gone pages.",
    };

    private static readonly Option<bool> Continue = new("--continue")
    {
        Description = "Continue the crawl that has the derived name already, although this start is another one: its job changes to this one.",
    };

    private static readonly Option<bool> Apply = new("--apply")
    {
        Description = "Read stored pages again by rules that changed, from the kept bodies, before the crawl goes on.",
    };

    private static readonly Option<long?> Concurrency = OptionValues.Number(
        "--concurrency", $"Requests in flight in total, at most {ThresherOptions.MostInFlight} ({ThresherOptions.DefaultInFlight}).", 1, ThresherOptions.MostInFlight);

    private static readonly Option<string[]> NameServers = OptionValues.EndPoints(
        "--name-server", "Ask this name server for hosts instead of the system's; may be repeated.");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(Word, "Crawl until complete; run again, it continues. Ctrl-C stops it.") { Arguments, Name };
        JobOptions.AddTo(command);
        command.Options.Add(Sitemaps);
        command.Options.Add(Refresh);
        command.Options.Add(Continue);
        command.Options.Add(Apply);
        command.Options.Add(Concurrency);
        command.Options.Add(NameServers);
        command.Options.Add(CrawlReport.FailOn);
        foreach (var option in CrawlLogFile.Options)
        {
            command.Options.Add(option);
        }

        command.Options.Add(CommonOptions.Json);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>A method of its own, so that what renders is loaded only where it is wanted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RequireBrowser()
    {
        try
        {
            BrowserFinder.Find();
        }
        catch (BrowserException none)
        {
            throw CommandException.Usage(none.Message);
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = CrawlPlan.Read(PlanArguments(parsed), NameOf(parsed), parsed.GetValue(Sitemaps) ?? []);

        // Invalid options are reported before anything is started; the stored job may still change the result.
        var job = JobOptions.Apply(plan.JobOver(null), parsed);
        if (ClusterOptions.Of(parsed) is { } cluster)
        {
            return parsed.GetValue(Concurrency) is not null
                ? throw CommandException.Usage("--concurrency is each silo's own in a cluster: start the silos with --in-flight N")
                : parsed.GetValue(NameServers) is [_, ..]
                ? throw CommandException.Usage("--name-server is each silo's own in a cluster: start the silos with it")
                : await ClusterCrawl.RunAsync(cluster, plan, parsed, cancellationToken);
        }

        _ = new ExtractionPlan(job, []);
        _ = job.Http is null ? null : RequestProfile.Compile(job, SecretPolicy.Any);
        _ = LoginProfile.Compile(job, SecretPolicy.Any);
        _ = job.BlockFile is null ? null : GivenBlocks.Read(job, SecretPolicy.Any);
        _ = job.Http is null ? null : ProxyList.Compile(job, SecretPolicy.Any);
        if (RenderPlan.Of(job) is not null)
        {
            RequireBrowser();
        }

        _ = job.CookieFile is null ? null : GivenCookies.Read(job, SecretPolicy.Any);
        var data = SessionFactory.Data(parsed, create: true);
        var screen = new Screen(parsed.InvocationConfiguration.Error);
        var level = parsed.GetValue(CommonOptions.Log);
        var logs = new StderrLogs(level, screen.WriteLine);
        await using var silo = await EmbeddedSilo.StartAsync(data, Limit, logs, level, cancellationToken);
        logs.IsMuted = () => silo.Fault.IsCompleted;
        var session = new SiloSession(silo.Grains, silo.Store);
        var stopped = false;
        using var quitting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CrawlLogFile? log = null;
        try
        {
            plan = await NamedAsync(session, plan, cancellationToken);
            log = await CrawlLogFile.OpenAsync(session, await session.TryFindAsync(plan.Name, cancellationToken), parsed, cancellationToken);
            plan = await StartAsync(session, plan, parsed, cancellationToken);
            log?.Start(session, plan.Name);
            await ApplyAsync(silo.Store, plan.Name, parsed, cancellationToken);
            var watch = new CrawlWatch(session, plan.Name, TimeProvider.System);
            Interrupt.State = () => watch.Last is { } last ? StatusText.Of(last, TimeProvider.System).First() : null;
            var watching = screen.ShowAsync(show => watch.UntilEndAsync(show, quitting.Token), new WatchControls(session, plan.Name, quitting.Cancel));
            if (await Task.WhenAny(watching, silo.Fault) == silo.Fault)
            {
                throw await silo.Fault;
            }

            await watching;
        }
        catch (OperationCanceledException) when (quitting.IsCancellationRequested)
        {
            stopped = true;
        }

        await silo.StopAsync();
        await (log?.DisposeAsync() ?? ValueTask.CompletedTask);
        return await ReportAsync(silo, plan.Name, parsed, stopped);

        void Limit(ThresherOptions options)
        {
            options.InFlight = (int?)parsed.GetValue(Concurrency) ?? options.InFlight;
            options.NameServers = parsed.GetValue(NameServers) ?? [];
            options.IsolatedParseCommand = IsolatedParseProgram.Command;
        }
    }

    /// <summary>Creates or continues the crawl; its grain seeds it before it runs.</summary>
    /// <returns>The plan under the name that the crawl has.</returns>
    internal static async Task<CrawlPlan> StartAsync(SiloSession session, CrawlPlan plan, ParseResult parsed, CancellationToken cancellationToken)
    {
        plan = await NamedAsync(session, plan, cancellationToken);
        var record = await session.TryFindAsync(plan.Name, cancellationToken);
        if (record is null && !plan.HasSeeds)
        {
            throw await NothingToStartAsync(session, plan, cancellationToken);
        }

        var stored = record is null ? null : StoredJob.Read(record.Job);
        if (stored is not null && plan.HasDerivedName && !parsed.GetValue(Continue) && plan.Otherness(stored) is { } otherness)
        {
            throw CommandException.Usage(
                $"a crawl {plan.Name} exists with another job ({otherness}): --name N starts a crawl of its own, --continue changes that one; `thresher job {plan.Name}` shows its job");
        }

        if (record is null && parsed.GetValue(Refresh))
        {
            throw CommandException.Usage($"no crawl {plan.Name} to refresh: crawl it first without --refresh");
        }

        var wanted = JobOptions.Apply(plan.JobOver(stored), parsed);
        wanted = JobOptions.ResetsSeeds(parsed) ? plan.WithOwnSeeds(wanted) : wanted;
        var job = JobOrigins.Trace(wanted, stored, plan.File, plan.FileName);
        if (stored is not null)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"thresher: {Continues(plan.Name, stored, job)}");
            foreach (var left in stored.Seeds.Concat(stored.Sitemaps.Urls).Except(job.Seeds.Concat(job.Sitemaps.Urls)))
            {
                parsed.InvocationConfiguration.Error.WriteLine($"thresher: {left} left the job, and with it what no other seed put into the scope: pages that are stored stay, URLs that wait end as left-scope");
            }

            await TellReadmittedAsync(session, record!, stored, job, parsed, cancellationToken);
            if (ReadingRules.FingerprintOf(stored) != ReadingRules.FingerprintOf(job)
                && (await session.Reader.TotalsAsync(record!.Id, cancellationToken)).Of(UrlState.Fetched) is > 0 and var pages
                && !parsed.GetValue(Apply) && !parsed.GetValue(Refresh))
            {
                parsed.InvocationConfiguration.Error.WriteLine(
                    $"thresher: {Figures.Plural(pages, "page")} of {plan.Name} {(pages == 1 ? "is" : "are")} stored as the earlier rules read {(pages == 1 ? "it" : "them")}: --apply, or `thresher extract {plan.Name}`, reads {(pages == 1 ? "it" : "them")} again");
            }
        }

        if (record?.State != CrawlState.Complete || JobLeaves.Differences(stored!, job).Count > 0)
        {
            // Before a refresh, so that what it finds unchanged is read by the new rules.
            await session.StartAsync(plan.Name, job, cancellationToken);
            await RefreshIfAskedAsync();
            return plan;
        }

        await RefreshIfAskedAsync();
        await session.StartAsync(plan.Name, job, cancellationToken);
        return plan;

        Task RefreshIfAskedAsync() => parsed.GetValue(Refresh) ? RefreshAsync(session, plan.Name, parsed, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Says how many URLs, refused by the job so far, are asked by the one that takes its place.</summary>
    private static async Task TellReadmittedAsync(SiloSession session, CrawlRecord record, CrawlJob stored, CrawlJob job, ParseResult parsed, CancellationToken cancellationToken)
    {
        var outcomes = Readmission.Of(stored, job);
        var totals = outcomes.Count == 0 ? null : await session.Reader.TotalsAsync(record.Id, cancellationToken);
        var counts = outcomes.Select(outcome => (outcome, Count: totals!.Of(UrlState.Failed, outcome) + totals.Of(UrlState.Excluded, outcome))).Where(refused => refused.Count > 0).ToArray();
        if (counts.Length > 0)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                $"thresher: {Figures.Plural(counts.Sum(refused => refused.Count), "URL")} that the earlier job refused {(counts.Sum(refused => refused.Count) == 1 ? "is" : "are")} queued again: {string.Join(", ", counts.Select(refused => $"{OutcomeName.Of(refused.outcome)} {Figures.Count(refused.Count)}"))}");
        }
    }

    /// <summary>A word is the name of a crawl if one has it; a start without a name continues the crawl that an earlier version named after the same start.</summary>
    internal static async Task<CrawlPlan> NamedAsync(SiloSession session, CrawlPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Word is { } word && await session.TryFindAsync(word, cancellationToken) is not null)
        {
            return plan.Continuing(word, withSeeds: false);
        }

        return plan.FormerName is { } former && former != plan.Name
            && await session.TryFindAsync(plan.Name, cancellationToken) is null
            && await session.TryFindAsync(former, cancellationToken) is { } earlier
            && StoredJob.ReadOrDefault(earlier.Job).Job is { Origin: null } job && plan.Otherness(job) is null
                ? plan.Continuing(former, withSeeds: true)
                : plan;
    }

    private static async Task<CommandException> NothingToStartAsync(SiloSession session, CrawlPlan plan, CancellationToken cancellationToken)
    {
        var names = (await session.CrawlsAsync(cancellationToken)).Select(crawl => crawl.Name).ToArray();
        return CommandException.Usage(plan.Word is { } word
            ? $"\"{word}\" is neither a URL, a job file nor a crawl{Suggestion.For(word, names)}: write https://…, the path of a .json or .yaml file, or a crawl's name"
            : $"no crawl {plan.Name} to continue{Suggestion.For(plan.Name, names)}, and no seed to start it from: give a URL or a job file with seeds");
    }

    /// <summary>Reads stored pages again where the rules have changed and that is asked for.</summary>
    internal static async Task ApplyAsync(ICrawlStore store, string name, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Apply)
            && await store.Catalog.FindAsync(name, cancellationToken) is { } record
            && await store.Catalog.SeedMarkAsync(record.Id, PageRereader.ChangedSource, cancellationToken) is not null)
        {
            await Rereading.RunAsync(store, record, null, refetch: false, CrawlState.Running, parsed, cancellationToken);
        }
    }

    /// <summary>That a crawl continues, and with which job.</summary>
    private static string Continues(string name, CrawlJob stored, CrawlJob job)
    {
        var (before, after) = (JobLeaves.Of(stored), JobLeaves.Of(job));
        var changes = JobLeaves.Differences(stored, job)
            .Select(path => Value(before, path).Length + Value(after, path).Length > LongestChange ? path : $"{path} {Value(before, path)} → {Value(after, path)}").ToArray();
        return changes.Length == 0
            ? $"{name} continues with its job unchanged (`thresher job {name}` shows it)"
            : $"{name} continues with a changed job: {string.Join(", ", changes)}; `thresher job {name}` shows it";
    }

    private static string Value(Dictionary<string, string> leaves, string path) =>
        leaves.TryGetValue(path, out var value) ? JobSecrets.Hide(path, value) : "none";

    /// <summary><c>crawl NAME --refresh</c>: the single argument is a crawl's name when it is neither a URL nor a file.</summary>
    private static string? NamedOnly(ParseResult parsed) =>
        parsed.GetValue(Refresh) && parsed.GetValue(Name) is null && parsed.GetValue(Arguments) is [{ } only] && !CrawlPlan.IsSource(only) ? only : null;

    private static string[] PlanArguments(ParseResult parsed) => NamedOnly(parsed) is null ? parsed.GetValue(Arguments) ?? [] : [];

    private static string? NameOf(ParseResult parsed) => NamedOnly(parsed) ?? parsed.GetValue(Name);

    /// <summary>A crawl that is not complete only continues, so the command can be run again after any interruption.</summary>
    private static async Task RefreshAsync(SiloSession session, string name, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!await session.RefreshAsync(name, cancellationToken))
        {
            parsed.InvocationConfiguration.Error.WriteLine($"thresher: {name} is not complete: it continues now; --refresh begins once it is complete");
        }
    }

    private static async Task<int> ReportAsync(EmbeddedSilo silo, string name, ParseResult parsed, bool interrupted)
    {
        if (await silo.Store.Catalog.FindAsync(name, CancellationToken.None) is not { } record)
        {
            throw new CommandException($"the crawl {name} was removed while it ran", interrupted ? ExitCode.Stopped : ExitCode.Failed);
        }

        var snapshot = await new CrawlControl(silo.Store).SnapshotAsync(record, [], CancellationToken.None);
        return await CrawlReport.WriteAsync(snapshot, record, silo.Store.Reader, parsed);
    }
}
