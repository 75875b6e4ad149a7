using Thresher.Client.CommandLine;
using Thresher.Client.Embedded;
using Thresher.Client.Sessions;
using Thresher.Client.Watching;
using Thresher.Grains.Parsing;
using Thresher.Jobs;

namespace Thresher.Client.Demo;

/// <summary>Runs one <c>thresher crawl</c> as a separate process over SQLite, where PostgreSQL is not installed.</summary>
internal sealed class LocalStage : IDemoStage
{
    private static readonly TimeSpan RestartLook = TimeSpan.FromMilliseconds(100);
    private readonly string _directory = Directory.CreateTempSubdirectory("thresher-demo-").FullName;
    private readonly DemoProcess _crawler;

    /// <summary>Sets up the stage.</summary>
    public LocalStage(Screen screen) => _crawler = new DemoProcess(
        "the crawl's process", IsolatedParseProgram.Command.SkipLast(1).ToArray(), ["crawl", JobFile, "--data", Data], screen.WriteLine);

    /// <inheritdoc/>
    public IReadOnlyList<DemoProcess> Crawlers => [_crawler];

    /// <inheritdoc/>
    public IReadOnlyList<string> Description => [$"store: SQLite in {Data}, removed afterwards (with PostgreSQL's server installed, silos over it)"];

    private string JobFile => Path.Combine(_directory, "job.json");

    private string Data => Path.Combine(_directory, "data");

    /// <inheritdoc/>
    public async Task CrawlAsync(CrawlJob job, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(JobFile, job.ToJson(), cancellationToken);
        _crawler.Start();
        while (true)
        {
            switch (await _crawler.ExitAsync(cancellationToken))
            {
                case ExitCode.Done:
                    return;
                case ExitCode.Failed or ExitCode.Usage or ExitCode.Stopped:
                    throw new CommandException("the demonstration's crawl ended before it was complete: the lines above say why");
                default:
                    // It was killed: the killer restarts it.
                    while (!_crawler.IsAlive)
                    {
                        await Task.Delay(RestartLook, cancellationToken);
                    }

                    break;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Session> ReadAsync(CancellationToken cancellationToken) =>
        await FileSession.OpenToReadAsync(DataDirectory.Open(Data, create: false), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _crawler.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
