using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Sessions;
using Thresher.Storage.Rows;

namespace Thresher.Client.Logging;

/// <summary>
/// <c>crawl --crawl-log</c>: writes what ends during this run to a file, or to stdout, while the crawl goes on. A file
/// that has grown to its limit is renamed to <c>FILE.1</c>, in place of the one before.
/// </summary>
internal sealed class CrawlLogFile : IAsyncDisposable
{
    private const long DefaultMegabytes = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private static readonly Option<string?> Path = new("--crawl-log")
    {
        Description = "Append a JSON line for each attempt, in the order of the commits, to this file; - for stdout.",
        HelpName = "FILE",
    };

    private static readonly Option<long?> Limit = OptionValues.Number(
        "--crawl-log-mb", $"Megabytes after which that file is renamed to FILE.1 [{DefaultMegabytes}].", 1);

    private readonly CancellationTokenSource _ending = new();
    private readonly string? _path;
    private readonly long _limit;
    private TextWriter _output;
    private Cursor _at = Cursor.Start;
    private Task _writing = Task.CompletedTask;

    private CrawlLogFile(string? path, long limit, TextWriter output) => (_path, _limit, _output) = (path, limit, output);

    /// <summary>The options.</summary>
    public static IEnumerable<Option> Options => [Path, Limit];

    /// <summary>Whether stdout is the log's.</summary>
    public static bool IsStdout(ParseResult parsed) => parsed.GetValue(Path) == "-";

    /// <summary>Opens the log that a command line asks for; null for none. What has ended before is not written.</summary>
    /// <param name="session">Reads the crawl.</param>
    /// <param name="record">The crawl as it was before this run; null for a new one.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public static async Task<CrawlLogFile?> OpenAsync(Session session, CrawlRecord? record, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Path) is not { } path)
        {
            return null;
        }

        var log = path == "-"
            ? new CrawlLogFile(null, long.MaxValue, parsed.InvocationConfiguration.Output)
            : new CrawlLogFile(path, (parsed.GetValue(Limit) ?? DefaultMegabytes) * 1_000_000, Open(path));
        log._at = record is null ? Cursor.Start : await session.Feed.MarkAsync(record.Id, cancellationToken);
        return log;
    }

    /// <summary>Begins to write.</summary>
    /// <param name="session">Reads the crawl until the disposal.</param>
    /// <param name="name">The crawl, which exists.</param>
    public void Start(Session session, string name) => _writing = WriteAsync(session, name);

    /// <summary>Writes what has ended until now, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _writing;
        if (_path is not null)
        {
            await _output.DisposeAsync();
        }

        _ending.Dispose();
    }

    private async Task WriteAsync(Session session, string name)
    {
        if (await session.TryFindAsync(name, CancellationToken.None) is not { } crawl)
        {
            return;
        }

        for (var isLast = false; ; isLast = _ending.IsCancellationRequested)
        {
            var mark = await session.Feed.MarkAsync(crawl.Id, CancellationToken.None);
            if (mark != _at)
            {
                await foreach (var end in session.Feed.AttemptsAsync(crawl.Id, _at, mark, 0, CancellationToken.None))
                {
                    await _output.WriteLineAsync(LogLine.Json(end));
                }

                await _output.FlushAsync();
                _at = mark;
                await TurnAsync();
            }

            if (isLast)
            {
                return;
            }

            await Task.Delay(Interval, _ending.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task TurnAsync()
    {
        if (_path is { } path && _output is StreamWriter { BaseStream: FileStream file } && file.Length >= _limit)
        {
            await _output.DisposeAsync();
            File.Move(path, $"{path}.1", overwrite: true);
            _output = Open(path);
        }
    }

    private static StreamWriter Open(string path)
    {
        try
        {
            return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--crawl-log: {path} cannot be written ({FileFailure.Reason(failure)}): name another file");
        }
    }
}
