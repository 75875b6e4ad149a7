using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Demo;
using Thresher.Client.Watching;
using Thresher.Jobs;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Client.Commands;

/// <summary>
/// <c>thresher demo</c>: crawls a generated web and compares the store with the web's pages and request log.
/// </summary>
internal static class DemoCommand
{
    private const string Crawl = "demo";
    private const int ChaosSilos = 3;
    private const int LeastKills = 1;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private static readonly Option<bool> Chaos = new("--chaos") { Description = "Run three silos and kill them, one after the other, while they crawl." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("demo", "Crawl a generated web on this machine and show that nothing is lost.") { Chaos };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var chaos = parsed.GetValue(Chaos);
        var screen = new Screen(error);
        await using var web = await SyntheticWeb.StartAsync(Size(chaos), cancellationToken);
        screen.WriteLine(
            $"a web of {web.Options.Hosts} hosts with {web.Options.PagesPerHost} pages each, on port {web.Port} of this machine; one request to a host every {Delay.TotalMilliseconds:0} ms");
        await using var stage = await StageAsync(chaos, screen, cancellationToken);
        foreach (var line in stage.Description)
        {
            screen.WriteLine(line);
        }

        var kills = await CrawlAsync(stage, web, chaos, screen, cancellationToken);
        await using var session = await stage.ReadAsync(cancellationToken);
        var ledger = await DemoLedger.DrawUpAsync(web, Crawl, Delay, session, cancellationToken);
        foreach (var line in ledger.Lines(kills, Delay))
        {
            output.WriteLine(line);
        }

        if (chaos && kills < LeastKills)
        {
            throw new CommandException("the crawl was complete before any process was killed: run it again");
        }

        return ledger.IsSound ? ExitCode.Done : ExitCode.Failed;
    }

    private static SyntheticWebOptions Size(bool chaos) => chaos
        ? new SyntheticWebOptions { Seed = 1, Hosts = 40, PagesPerHost = 120 }
        : new SyntheticWebOptions { Seed = 1, Hosts = 40, PagesPerHost = 40 };

    private static async Task<IDemoStage> StageAsync(bool chaos, Screen screen, CancellationToken cancellationToken) =>
        (IDemoStage?)await ClusterStage.TryStartAsync(chaos ? ChaosSilos : 1, screen, cancellationToken) ?? new LocalStage(screen);

    /// <returns>How many processes were killed.</returns>
    private static async Task<int> CrawlAsync(IDemoStage stage, SyntheticWeb web, bool chaos, Screen screen, CancellationToken cancellationToken)
    {
        var job = new CrawlJob
        {
            Name = Crawl,
            Seeds = [.. web.Seeds.Select(seed => seed.AbsoluteUri)],
            AllowPrivate = true,
            Politeness = new CrawlPoliteness { Delay = Delay },
        };
        var nemesis = new DemoNemesis(stage.Crawlers, screen);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var raging = chaos ? nemesis.RunAsync(stop.Token) : Task.CompletedTask;
        try
        {
            await stage.CrawlAsync(job, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await raging;
        }

        return nemesis.Kills;
    }
}
