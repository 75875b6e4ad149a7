using System.CommandLine;
using System.Runtime.CompilerServices;
using Thresher.Client.CommandLine;
using Thresher.Client.Embedded;
using Thresher.Client.Logging;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Client.Watching;
using Thresher.Extraction.Reading;
using Thresher.Grains.Blocks;
using Thresher.Grains.Configuration;
using Thresher.Grains.Control;
using Thresher.Grains.Parsing;
using Thresher.Grains.Proxies;
using Thresher.Grains.Requests;
using Thresher.Rendering.Browsers;

namespace Thresher.Client.Commands;

/// <summary><c>thresher crawl</c>: hosts a silo in this process until the crawl is complete.</summary>
internal static class CrawlCommand
{
    /// <summary>The command's name.</summary>
    public const string Word = "crawl";

    private static readonly Argument<string[]> Arguments = new("seeds")
    {
        Description = "URLs to start from (https:// may be left out), a job file, or the name of a crawl to continue.",
        HelpName = "URL… | JOB.json | NAME",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Name = new("--name") { Description = "Name of the crawl; by default its first seed's host with port and path.", HelpName = "N" };
    private static readonly Option<string[]> Sitemaps = SeedCommand.SitemapOption();
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
        foreach (var option in CrawlStart.Options)
        {
            command.Options.Add(option);
        }

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
            plan = await CrawlStart.NamedAsync(session, plan, cancellationToken);
            log = await CrawlLogFile.OpenAsync(session, await session.TryFindAsync(plan.Name, cancellationToken), parsed, cancellationToken);
            plan = await CrawlStart.StartAsync(session, plan, parsed, cancellationToken);
            log?.Start(session, plan.Name);
            await CrawlStart.ApplyAsync(silo.Store, plan.Name, parsed, cancellationToken);
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

    /// <summary><c>crawl NAME --refresh</c>: the single argument is a crawl's name when it is neither a URL nor a file.</summary>
    private static string? NamedOnly(ParseResult parsed) =>
        parsed.GetValue(CrawlStart.Refresh) && parsed.GetValue(Name) is null && parsed.GetValue(Arguments) is [{ } only] && !CrawlPlan.IsSource(only) ? only : null;

    private static string[] PlanArguments(ParseResult parsed) => NamedOnly(parsed) is null ? parsed.GetValue(Arguments) ?? [] : [];

    private static string? NameOf(ParseResult parsed) => NamedOnly(parsed) ?? parsed.GetValue(Name);

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
