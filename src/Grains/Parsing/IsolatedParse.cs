using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Grains.Crawls;

namespace Thresher.Grains.Parsing;

/// <summary>
/// Has a page parsed by a process of its own (<see cref="IsolatedParseProgram"/>) and sees whether that dies. It must die
/// twice in a row: what kills everything on the machine kills the first together with this silo.
/// </summary>
public sealed partial class IsolatedParse(ThresherOptions options, ILogger<IsolatedParse> logger)
{
    private const int Deaths = 2;

    // Exit codes of a process that was told to end, as by Ctrl-C, which reaches it together with the silo: no fault of the page.
    private const int Hangup = 128 + 1;
    private const int Interrupt = 128 + 2;
    private const int Terminated = 128 + 15;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    /// <summary>Tries a page.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<IsolatedParseVerdict> RunAsync(ActiveCrawl crawl, FetchedPage page, CancellationToken cancellationToken)
    {
        if (options.IsolatedParseCommand.Count == 0)
        {
            return IsolatedParseVerdict.Undecided;
        }

        var verdict = IsolatedParseVerdict.Undecided;
        for (var death = 0; death < Deaths; death++)
        {
            verdict = await TryOnceAsync(crawl, page, cancellationToken);
            if (verdict != IsolatedParseVerdict.Died)
            {
                break;
            }
        }

        return verdict;
    }

    private async Task<IsolatedParseVerdict> TryOnceAsync(ActiveCrawl crawl, FetchedPage page, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(options.IsolatedParseCommand[0], options.IsolatedParseCommand.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            LogCannotTry(logger, page.Url.RequestHref, failure.Message);
            return IsolatedParseVerdict.Undecided;
        }

        using var limit = new CancellationTokenSource(Longest);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A stack overflow prints its whole stack: what is not read would hold the process up.
            var (said, _) = (process.StandardOutput.ReadToEndAsync(end.Token), process.StandardError.ReadToEndAsync(end.Token));
            await SendAsync(process, IsolatedParseCase.Of(crawl, page), page.Body, end.Token);
            await process.WaitForExitAsync(end.Token);
            return process.ExitCode switch
            {
                0 => IsolatedParseVerdict.Survived,
                IsolatedParseProgram.Undecided or Hangup or Interrupt or Terminated => IsolatedParseVerdict.Undecided,
                _ => (await said).Contains(IsolatedParseProgram.Begins, StringComparison.Ordinal) ? IsolatedParseVerdict.Died : IsolatedParseVerdict.Undecided,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return IsolatedParseVerdict.Undecided;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task SendAsync(Process process, IsolatedParseCase page, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            await page.WriteAsync(input, body, cancellationToken);
        }
        catch (IOException)
        {
            // It ended before it had read all; its exit code tells why.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No process could be started to try {Url}, which two silos may have died of: {Reason}")]
    private static partial void LogCannotTry(ILogger logger, string url, string reason);
}
