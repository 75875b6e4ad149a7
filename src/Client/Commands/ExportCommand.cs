using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Exporting;
using Thresher.Client.Printing;
using Thresher.Client.Sessions;

namespace Thresher.Client.Commands;

/// <summary><c>thresher export</c>: streams a crawl's rows, also while it runs.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("export", "Write a crawl's pages, items, links or failures.") { CommonOptions.Crawl };
        ExportOptions.AddTo(command);
        PageFilter.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = ExportOptions.Of(parsed, TimeProvider.System);
        await using var session = await SessionFactory.ReadAsync(parsed, cancellationToken);
        var crawl = await session.FindAsync(parsed.GetRequiredValue(CommonOptions.Crawl), cancellationToken);

        if (crawl.RemovalNote is { } removal && !options.Follow)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"thresher: {removal}");
        }

        // A followed export can be read meanwhile; Parquet can be read only when it is complete.
        await using var target = ExportTarget.Open(options.File, inPlace: options.Follow && options.Format != ExportFormat.Parquet, options.MaxFileBytes is not null);
        var export = new Export(session, crawl, options, parsed, target, TimeProvider.System);
        try
        {
            var notes = await export.RunAsync(cancellationToken);
            await target.FinishAsync();
            Report(export, notes, options, parsed.InvocationConfiguration.Error);
        }
        catch (IOException) when (target.IsPipe)
        {
            // The reader closed the pipe, as head does.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw target.Failed(failure);
        }

        return cancellationToken.IsCancellationRequested ? ExitCode.Stopped : ExitCode.Done;
    }

    private static void Report(Export export, IReadOnlyList<string> notes, ExportOptions options, TextWriter error)
    {
        foreach (var note in notes)
        {
            error.WriteLine($"thresher: {note}");
        }

        if (options.File is { } path)
        {
            error.WriteLine($"{Figures.Plural(export.Count, options.Format == ExportFormat.Warc ? "exchange" : "record")} written to {path}");
        }
    }
}
