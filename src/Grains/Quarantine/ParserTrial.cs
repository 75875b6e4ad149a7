using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Thresher.Crawls;
using Thresher.Fetching;
using Thresher.Hosting;

namespace Thresher.Quarantine;

/// <summary>
/// Has a page parsed by a process of its own (<see cref="ParserTrialProgram"/>) and sees whether that dies. It must die
/// twice in a row: whoever kills everything on the machine kills the first together with this silo.
/// </summary>
public sealed partial class ParserTrial(ThresherOptions options, ILogger<ParserTrial> logger)
{
    private const int Deaths = 2;

    // Exit codes of a process that was told to end, as by Ctrl-C, which reaches it together with the silo: no fault of the page.
    private const int Hangup = 128 + 1;
    private const int Interrupt = 128 + 2;
    private const int Terminated = 128 + 15;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    /// <summary>Tries a page.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<TrialVerdict> RunAsync(ActiveCrawl crawl, FetchedPage page, CancellationToken cancellationToken)
    {
        if (options.TrialCommand.Count == 0)
        {
            return TrialVerdict.Undecided;
        }

        var verdict = TrialVerdict.Undecided;
        for (var death = 0; death < Deaths; death++)
        {
            verdict = await TryOnceAsync(crawl, page, cancellationToken);
            if (verdict != TrialVerdict.Died)
            {
                break;
            }
        }

        return verdict;
    }

    private async Task<TrialVerdict> TryOnceAsync(ActiveCrawl crawl, FetchedPage page, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(options.TrialCommand[0], options.TrialCommand.Skip(1))
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
            return TrialVerdict.Undecided;
        }

        using var limit = new CancellationTokenSource(Longest);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A stack overflow prints its whole stack: what is not read would hold the process up.
            var (said, _) = (process.StandardOutput.ReadToEndAsync(end.Token), process.StandardError.ReadToEndAsync(end.Token));
            await SendAsync(process, TrialCase.Of(crawl, page), page.Body, end.Token);
            await process.WaitForExitAsync(end.Token);
            return process.ExitCode switch
            {
                0 => TrialVerdict.Survived,
                ParserTrialProgram.Undecided or Hangup or Interrupt or Terminated => TrialVerdict.Undecided,
                _ => (await said).Contains(ParserTrialProgram.Begins, StringComparison.Ordinal) ? TrialVerdict.Died : TrialVerdict.Undecided,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TrialVerdict.Undecided;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task SendAsync(Process process, TrialCase trial, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            await trial.WriteAsync(input, body, cancellationToken);
        }
        catch (IOException)
        {
            // It ended before it had read all; its exit code tells why.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No process could be started to try {Url}, which two silos may have died of: {Reason}")]
    private static partial void LogCannotTry(ILogger logger, string url, string reason);
}
