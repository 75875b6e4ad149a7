using System.CommandLine;
using System.Text.RegularExpressions;
using Thresher.Client.CommandLine;
using Thresher.Client.Inspecting;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Grains.Control;
using Thresher.Grains.Pages;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Storage.Rows;

namespace Thresher.Client.Commands;

/// <summary><c>thresher extract</c>: reads stored pages again by the present rules, without a fetch.</summary>
internal static class ExtractCommand
{
    private static readonly Option<string?> Job = new("--job") { Description = "Take extract, follow, keep and scope from this file into the crawl's job first.", HelpName = "JOB.json" };
    private static readonly Option<string[]> Where = OptionValues.Expressions("--where", "Only pages whose URL matches; may be repeated.");
    private static readonly Option<bool> Refetch = new("--refetch") { Description = "Queue pages without a kept body to be fetched again." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "extract", "Read stored pages again by the crawl's present rules: records, text and links, from the kept bodies. Run again after an interruption, it goes on.")
        {
            CommonOptions.Crawl, Job, Where, Refetch, CommonOptions.Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(Job) is { } path ? CrawlPlan.ReadFile(path) : null;
        await using var session = await SessionFactory.RewriteAsync(parsed, cancellationToken);
        var crawl = await session.FindToChangeAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        if (file is not null)
        {
            crawl = await ChangeAsync(session, crawl, file, parsed.GetValue(Job)!, cancellationToken);
        }

        try
        {
            var progress = await Rereading.RunAsync(
                session.Store, crawl, parsed.GetValue(Where) is [_, ..] expressions ? Any(expressions) : null, parsed.GetValue(Refetch),
                session.IsServed ? CrawlState.Running : CrawlState.Stopped, parsed, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                parsed.InvocationConfiguration.Output.WriteLine(JsonText.Of(new RereadDocument(crawl.Name, progress.Read, progress.Links, progress.WithoutBody, progress.Queued)));
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            parsed.InvocationConfiguration.Error.WriteLine("thresher: stopped: the same command goes on from here");
            return ExitCode.Stopped;
        }
    }

    private static Regex Any(string[] expressions) => LinearRegex.Compile(string.Join('|', expressions.Select(expression => $"(?:{expression})")));

    private static async Task<CrawlRecord> ChangeAsync(Session session, CrawlRecord crawl, CrawlJob file, string path, CancellationToken cancellationToken)
    {
        var stored = StoredJob.Read(crawl.Job);
        var job = stored with { Extract = file.Extract, Extractors = file.Extractors, Follow = file.Follow, Keep = file.Keep, Scope = file.Scope };
        if (JobFile.Check(job) is { } broken)
        {
            throw CommandException.Usage($"{path}: {broken.Path}: {broken.Text}");
        }

        job = JobOrigins.Trace(job, stored, file, path);
        await PageRereader.RememberAsync(session.Store, crawl.Id, stored, job, cancellationToken);
        await session.Store.Catalog.UpdateJobAsync(crawl.Id, StoredJob.Write(job, crawl.Job), cancellationToken);
        return await session.FindAsync(crawl.Name, cancellationToken);
    }
}
