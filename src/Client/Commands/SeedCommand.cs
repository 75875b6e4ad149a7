using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Producing;
using Thresher.Client.Sessions;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;
using Thresher.Jobs;
using Thresher.Storage.Rows;

namespace Thresher.Client.Commands;

/// <summary><c>thresher seed</c>: feeds a crawl from arguments, files, stdin and templates.</summary>
internal static class SeedCommand
{
    private static readonly Argument<string[]> Urls = new("urls") { Description = "URLs.", HelpName = "URL…", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string[]> Files = new("--file")
    {
        Description = "File of URLs, one a line, plain or gzip; may be repeated. An interrupted run resumes.",
        HelpName = "F",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Templates = new("--template")
    {
        Description = "Many URLs in one: https://h/items/{0..99999}; {000..999} pads, {a,b} is a list; may be repeated.",
        HelpName = "T",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Sitemaps = SitemapOption();

    private static readonly Option<bool> Stdin = new("--stdin") { Description = "Read URLs from stdin, one a line." };

    private static readonly Option<string?> CsvColumn = new("--csv-column") { Description = "The files are CSV with a header; this column holds the URLs.", HelpName = "NAME" };

    private static readonly Option<string?> JsonField = new("--json-field") { Description = "The files are JSON Lines; this JSON Pointer leads to the URL.", HelpName = "/POINTER" };

    private static readonly Option<string?> Sql = new("--sql") { Description = "A query whose first column is the URL; requires --connection.", HelpName = "QUERY" };

    private static readonly Option<string?> Connection = new("--connection") { Description = "For --sql: a PostgreSQL or SQLite connection string, or a SQLite file.", HelpName = "C" };

    private static readonly Option<string?> Verdicts = new("--verdicts") { Description = "Write the verdict on each seed as JSON Lines; - for stdout.", HelpName = "F" };

    private static readonly Option<bool> Begin = new("--create") { Description = "Begin a crawl of that name where there is none; `thresher crawl --name N` then crawls it." };

    private static readonly Option<bool> FromStart = new("--from-start") { Description = "Read files from their start, even if an earlier run was interrupted." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("seed", "Add URLs to a crawl; each batch is acknowledged once it is stored.")
        {
            CommonOptions.Crawl, Urls, Begin, Files, Stdin, Templates, Sitemaps, CsvColumn, JsonField, Sql, Connection, Verdicts, FromStart, CommonOptions.Json,
        };
        JobOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var io = parsed.InvocationConfiguration;
        var sources = Sources(parsed).ToArray();
        if (sources.Length == 0)
        {
            throw CommandException.Usage("seed requires URLs, --file, --stdin, --template, --sitemap or --sql: see `thresher seed --help`");
        }

        await using var session = await SessionFactory.WriteAsync(parsed, create: parsed.GetValue(Begin), cancellationToken);
        var progress = new SeedProgress(io.Error, TimeProvider.System);
        var crawl = await FindOrCreateAsync(session, parsed, cancellationToken);
        VerdictFile? verdicts = null;
        var feed = new SeedProducer(session, crawl, progress.Tell, TimeProvider.System)
        {
            Progressed = progress.Show,
            Settled = (settled, cancel) => verdicts?.WriteAsync(settled, cancel) ?? Task.CompletedTask,
        };
        try
        {
            var begins = new SeedPosition[sources.Length];
            for (var i = 0; i < sources.Length; i++)
            {
                begins[i] = parsed.GetValue(FromStart) ? default : await feed.FindBeginAsync(sources[i], cancellationToken);
            }

            verdicts = parsed.GetValue(Verdicts) is { } path ? VerdictFile.Open(path, begins.Any(begin => begin.Lines > 0)) : null;
            foreach (var (source, begin) in sources.Zip(begins))
            {
                await feed.KeepProducerAsync(source, begin, cancellationToken);
            }
        }
        finally
        {
            progress.Clear();
            await (verdicts?.DisposeAsync() ?? ValueTask.CompletedTask);
            await feed.EndAsync(CancellationToken.None);
            Report(feed.Counts, parsed);
        }

        return feed.Counts is { Malformed: > 0, Added: 0, Known: 0, OutOfScope: 0 } ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>Written to stdout, unless the verdicts go there.</summary>
    private static void Report(SeedCounts counts, ParseResult parsed) => (parsed.GetValue(Verdicts) == "-" ? parsed.InvocationConfiguration.Error : parsed.InvocationConfiguration.Output).WriteLine(
        parsed.GetValue(CommonOptions.Json)
            ? JsonText.Of(counts)
            : $"{counts.Crawl}: {Figures.Count(counts.Added)} added, {Figures.Count(counts.Known)} known, "
                + $"{Figures.Count(counts.OutOfScope)} out of scope, {Figures.Count(counts.Malformed)} malformed");

    private static async Task<CrawlRecord> FindOrCreateAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(CommonOptions.Crawl);
        if (await session.TryFindAsync(name, cancellationToken) is not null)
        {
            var known = await session.FindToChangeAsync(name, cancellationToken);
            return JobOptions.FirstGiven(parsed) is { } option
                ? throw CommandException.Usage($"{option} is for a new crawl, and {name} exists: change its job with `thresher crawl --name {name} {option} …`")
                : known;
        }

        if (!parsed.GetValue(Begin))
        {
            var names = (await session.CrawlsAsync(cancellationToken)).Select(crawl => crawl.Name).ToArray();
            throw CommandException.Usage($"no crawl {name}{Suggestion.For(name, names)}: --create begins one");
        }

        await session.CreateAsync(name, JobOptions.Apply(new CrawlJob { Name = name }, parsed), cancellationToken);
        return await session.FindAsync(name, cancellationToken);
    }

    private static IEnumerable<SeedSource> Sources(ParseResult parsed)
    {
        var format = Format(parsed);
        if (parsed.GetValue(Urls) is { Length: > 0 } urls)
        {
            yield return SeedSources.Urls("argument", urls);
        }

        foreach (var file in parsed.GetValue(Files) ?? [])
        {
            yield return SeedSources.File(file, format);
        }

        if (parsed.GetValue(Stdin))
        {
            yield return SeedSources.Stdin(format);
        }

        foreach (var template in parsed.GetValue(Templates) ?? [])
        {
            yield return SeedSources.Template(template);
        }

        if (parsed.GetValue(Sql) is { } query)
        {
            yield return SqlSeeds.Query(
                query, parsed.GetValue(Connection) ?? throw CommandException.Usage("--sql requires --connection: the database to query"));
        }
        else if (parsed.GetValue(Connection) is not null)
        {
            throw CommandException.Usage("--connection applies to --sql, which is missing");
        }

        if (parsed.GetValue(Sitemaps) is { Length: > 0 } sitemaps)
        {
            yield return SeedSources.Urls("--sitemap", sitemaps.Select(Seeder.SitemapLine));
        }
    }

    /// <summary>The option that names sitemaps.</summary>
    internal static Option<string[]> SitemapOption() => new("--sitemap")
    {
        Description = "Sitemap to read, or index of sitemaps; the crawl fetches it as it fetches pages. May be repeated.",
        HelpName = "URL",
        Arity = ArgumentArity.OneOrMore,
    };

    private static SeedFormat Format(ParseResult parsed)
    {
        var format = new SeedFormat(parsed.GetValue(CsvColumn), parsed.GetValue(JsonField));
        return format switch
        {
            { CsvColumn: not null, JsonField: not null } => throw CommandException.Usage("--csv-column and --json-field exclude each other"),
            { JsonField: { } pointer } when !JsonSeeds.IsPointer(pointer) =>
                throw CommandException.Usage($"--json-field: \"{pointer}\" is not a JSON Pointer: write /{pointer.TrimStart('$').TrimStart('.').Replace('.', '/')}"),
            { CsvColumn: null, JsonField: null } => format,
            _ when parsed.GetValue(Files) is not { Length: > 0 } && !parsed.GetValue(Stdin) =>
                throw CommandException.Usage($"{(format.CsvColumn is null ? "--json-field" : "--csv-column")} applies to --file and --stdin, and there is neither"),
            _ => format,
        };
    }
}
