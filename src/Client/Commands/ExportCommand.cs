using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Exporting;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;
using Thresher.Storage;

namespace Thresher.Client.Commands;

/// <summary><c>thresher export</c>: streams a crawl's rows, also while it runs.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> What = Choice("--what", "What to export.", "pages", ["pages", "items", "links", "failures"], []);
    private static readonly Option<string> Format = Choice("--format", "In what form.", "jsonl", ["jsonl", "csv"], ["parquet", "warc"]);
    private static readonly Option<string?> File = new("-o", "--output") { Description = "File to write; stdout without it.", HelpName = "F" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("export", "Write a crawl's pages, items, links or failures.") { CommonOptions.Crawl, What, Format, File };
        PageFilter.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);
        await using var target = ExportTarget.Open(parsed.GetValue(File));
        try
        {
            await WriteAsync(session.Reader, crawl.Id, target, parsed, cancellationToken);
        }
        catch (IOException) when (target.IsPipe)
        {
            // Whoever read the other end has seen enough, as head does.
        }

        return ExitCode.Done;
    }

    private static async Task WriteAsync(
        ICrawlReader reader, long crawlId, ExportTarget target, ParseResult parsed, CancellationToken cancellationToken)
    {
        long count;
        await using (RecordWriter writer = parsed.GetValue(Format) == "csv" ? new CsvWriter(target.Stream) : new JsonLinesWriter(target.Stream))
        {
            count = parsed.GetValue(What) switch
            {
                "items" => await StreamAsync(reader.ItemsAsync(crawlId, 0, cancellationToken), ExportRecords.Item, writer, cancellationToken),
                "links" => await StreamAsync(reader.UrlsAsync(crawlId, cancellationToken), ExportRecords.Link, writer, cancellationToken),
                "failures" => await StreamAsync(reader.FailuresAsync(crawlId, null, cancellationToken), ExportRecords.Failure, writer, cancellationToken),
                _ => await StreamAsync(
                    PageFilter.Apply(reader.PagesAsync(crawlId, cancellationToken), reader, parsed, cancellationToken), ExportRecords.Page, writer, cancellationToken),
            };
        }

        await target.FinishAsync(cancellationToken);
        if (parsed.GetValue(File) is { } path and not "-")
        {
            parsed.InvocationConfiguration.Error.WriteLine($"{Figures.Plural(count, "record")} written to {path}");
        }
    }

    private static async Task<long> StreamAsync<T>(
        IAsyncEnumerable<T> rows, Action<RecordWriter, T> fields, RecordWriter writer, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var row in rows)
        {
            fields(writer, row);
            await writer.EndRecordAsync(cancellationToken);
            count++;
        }

        return count;
    }

    private static Option<string> Choice(string name, string description, string standard, string[] words, string[] planned)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            var word = result.Tokens.Count == 0 ? standard : result.Tokens[0].Value;
            if (!words.Contains(word))
            {
                result.AddError($"{name}: {(planned.Contains(word) ? $"{word} is not supported yet" : $"\"{word}\" is not known")}: use {string.Join(", ", words)}");
            }
        });
        return option;
    }
}
