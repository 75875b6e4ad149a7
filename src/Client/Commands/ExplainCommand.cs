using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Explaining;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Web.Urls;

namespace Thresher.Client.Commands;

/// <summary><c>thresher explain</c>: the state of a URL, and why it is not fetched yet.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Url = new("url") { Description = "The URL.", HelpName = "URL" };

    private static readonly Option<string?> Crawl = new("--crawl") { Description = "Only this crawl.", HelpName = "CRAWL" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("explain", "Show the state of a URL, and its reason, in every crawl: why it is not fetched yet, or never will be.") { Url, Crawl, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var text = parsed.GetRequiredValue(Url);
        if (!WebUrl.TryParse(text, null, out var url))
        {
            throw CommandException.Usage($"\"{text}\" is not an http or https URL");
        }

        await using var session = await SessionFactory.ReadLiveAsync(parsed, cancellationToken);
        var explanation = new UrlExplanation(session, TimeProvider.System);
        var documents = new List<ExplainDocument>();
        var crawls = parsed.GetValue(Crawl) is { } name
            ? [await session.FindAsync(name, cancellationToken)]
            : await session.CrawlsAsync(cancellationToken);
        foreach (var crawl in crawls)
        {
            documents.Add(await explanation.ExplainAsync(crawl, url, cancellationToken));
        }

        var output = parsed.InvocationConfiguration.Output;
        foreach (var document in documents.OrderBy(document => document.State switch { UrlExplanation.Refused => 2, UrlExplanation.Unknown => 1, _ => 0 }))
        {
            output.WriteLine(parsed.GetValue(CommonOptions.Json) ? JsonText.Of(document) : string.Join(Environment.NewLine, Lines(document)));
        }

        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(ExplainDocument document)
    {
        var outcome = document.Outcome is null ? "" : $" ({document.Outcome}{(document.Status is { } status ? $", HTTP {status}" : "")})";
        yield return $"{document.Crawl}: {document.State}{outcome}  {document.Url}";
        if (document.Depth is { } depth)
        {
            yield return depth == 0 && document.FoundOn is null ? "  a seed" : $"  depth {depth}, found on {document.FoundOn}";
        }

        foreach (var reason in document.Because)
        {
            yield return $"  {reason}";
        }
    }
}
