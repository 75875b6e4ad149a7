using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Feeding;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Crawls;
using Thresher.Seeding;
using Thresher.Storage;

namespace Thresher.Client.Commands;

/// <summary><c>thresher seed</c>: feeds a crawl from arguments, files, stdin and templates.</summary>
internal static class SeedCommand
{
    private static readonly Argument<string[]> Urls = new("urls") { Description = "URLs.", HelpName = "URL…", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string[]> Files = new("--file")
    {
        Description = "File of URLs, one a line, plain or gzip; may be repeated.",
        HelpName = "F",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Templates = new("--template")
    {
        Description = "Many URLs in one: https://h/items/{0..99999}; {a,b} is a list; may be repeated.",
        HelpName = "T",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Stdin = new("--stdin") { Description = "Read URLs from stdin, one a line." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("seed", "Add URLs to a crawl; each batch is acknowledged once it is stored.")
        {
            CommonOptions.Crawl, Urls, Files, Stdin, Templates, CommonOptions.Json,
        };
        JobOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var io = parsed.InvocationConfiguration;
        var sources = Sources(parsed, cancellationToken).ToArray();
        if (sources.Length == 0)
        {
            throw CommandException.Usage("seed wants URLs, --file, --stdin or --template: see `thresher seed --help`");
        }

        await using var session = await SessionFactory.WriteAsync(parsed, create: true, cancellationToken);
        var progress = new SeedProgress(io.Error, TimeProvider.System);
        var crawl = await FindOrCreateAsync(session, parsed, cancellationToken);
        var feed = new SeedFeed(session, crawl, progress.Tell, TimeProvider.System) { Progressed = progress.Show };
        try
        {
            foreach (var source in sources)
            {
                await feed.FeedAsync(source, cancellationToken);
            }
        }
        finally
        {
            progress.Clear();
            await feed.EndAsync(CancellationToken.None);
            Report(feed.Counts, parsed);
        }

        return feed.Counts is { Malformed: > 0, Added: 0, Known: 0, OutOfScope: 0 } ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Report(SeedCounts counts, ParseResult parsed) => parsed.InvocationConfiguration.Output.WriteLine(
        parsed.GetValue(CommonOptions.Json)
            ? JsonText.Of(counts)
            : $"{counts.Crawl}: {Figures.Count(counts.Added)} added, {Figures.Count(counts.Known)} known, "
                + $"{Figures.Count(counts.OutOfScope)} out of scope, {Figures.Count(counts.Malformed)} malformed");

    private static async Task<CrawlRecord> FindOrCreateAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(CommonOptions.Crawl);
        if (await session.TryFindAsync(name, cancellationToken) is { } known)
        {
            return JobOptions.FirstGiven(parsed) is { } option
                ? throw CommandException.Usage($"{option} is for a new crawl, and {name} exists: change its job with `thresher crawl --name {name} {option} …`")
                : known;
        }

        await session.CreateAsync(name, JobOptions.Apply(new CrawlJob { Name = name }, parsed), cancellationToken);
        return await session.FindAsync(name, cancellationToken);
    }

    private static IEnumerable<IAsyncEnumerable<FeedLine>> Sources(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Urls) is { Length: > 0 } urls)
        {
            yield return SeedSources.UrlsAsync("argument", urls);
        }

        foreach (var file in parsed.GetValue(Files) ?? [])
        {
            yield return SeedSources.LinesAsync(file, Open(file), cancellationToken);
        }

        if (parsed.GetValue(Stdin))
        {
            yield return SeedSources.LinesAsync("stdin", Console.OpenStandardInput(), cancellationToken);
        }

        foreach (var template in parsed.GetValue(Templates) ?? [])
        {
            yield return SeedSources.UrlsAsync("template", UrlTemplate.Parse(template).Enumerate());
        }
    }

    private static Stream Open(string path)
    {
        try
        {
            return path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the seed file {path} cannot be read: {FileFailure.Reason(failure)}");
        }
    }
}
