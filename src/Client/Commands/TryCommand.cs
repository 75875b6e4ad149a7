using System.CommandLine;
using System.Text.Json.Nodes;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Trying;
using Thresher.Extraction.Preview;
using Thresher.Jobs;

namespace Thresher.Client.Commands;

/// <summary><c>thresher try</c>: shows what a job extracts from one page; stores nothing.</summary>
internal static class TryCommand
{
    private static readonly Argument<string> Url = new("url") { Description = "The page.", HelpName = "URL" };
    private static readonly Option<string?> Job = new("--job") { Description = "Job file whose rules are tried.", HelpName = "JOB.json" };
    private static readonly Option<string?> File = new("--file") { Description = "Read the page from this file instead of fetching it.", HelpName = "F" };

    private static readonly Option<bool> Login = new("--login") { Description = "Log in first, as the job says, and show each step." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("try", "Show what a job's rules extract from one page, and which links it follows. Stores nothing.") { Url, Job, File, Login };
        JobOptions.AddTo(command);
        command.Options.Add(CommonOptions.Json);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var job = JobOptions.Apply(parsed.GetValue(Job) is { } path ? CrawlPlan.ReadFile(path) : new CrawlJob(), parsed);
        var url = parsed.GetRequiredValue(Url);
        if (parsed.GetValue(Login) && job.Login is null)
        {
            throw CommandException.Usage("--login: the job has no login: name a job file that has one with --job");
        }

        using var page = parsed.GetValue(File) is { } file
            ? await TriedPage.ReadAsync(file, url, job, cancellationToken)
            : await TriedPage.FetchAsync(url, job, parsed.GetValue(Login) ? step => parsed.InvocationConfiguration.Error.WriteLine($"login: {step.What}: {step.Result}") : null, cancellationToken);
        var report = JobPreview.Run(job, page.Source, page.Links, page.IsNoFollow);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CommonOptions.Json))
        {
            output.WriteLine(JsonText.Of(Document(page, report)));
        }
        else
        {
            output.WriteLine(PreviewText.Cut($"{page.Source.Url.RequestHref}: {(page.Status > 0 ? $"{page.Status}, " : "")}{page.Source.ContentType}, {Figures.Bytes(page.Bytes)}{(page.Parsed?.Title is { } title ? $", \"{title}\"" : "")}{(page.Proxy is { } proxy ? $", by the proxy {proxy}" : "")}", 0));
            if (page.Rendering is { } made)
            {
                output.WriteLine(PreviewText.Cut(made, 0));
            }

            foreach (var line in PreviewText.Of(report))
            {
                output.WriteLine(line);
            }
        }

        return ExitCode.Done;
    }

    private static PreviewDocument Document(TriedPage page, PreviewReport report) => new(
        page.Source.Url.RequestHref,
        page.Status,
        page.Source.ContentType,
        page.Parsed?.Title,
        [.. report.Rules.Select(rule => new PreviewRuleDocument(
            rule.Name,
            rule.Applies,
            [.. rule.Items.Select(item => new PreviewItemDocument(JsonNode.Parse(item.Json), item.Errors is null ? null : JsonNode.Parse(item.Errors)))],
            rule.Notes))],
        [.. report.Links.Select(link => new PreviewLinkDocument(link.Url, link.Rule, link.Depth, link.Refusal is null, link.Refusal))],
        report.Markdown);
}
