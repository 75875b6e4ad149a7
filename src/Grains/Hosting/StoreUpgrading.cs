using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Grains.Hosting;

/// <summary>
/// Rewrites rows of an earlier schema while the crawls run, at most half of the time, and logs how far it is. A stop or a
/// failure loses nothing: the next step goes on where the last one ended.
/// </summary>
internal sealed partial class StoreUpgrading(
    IStoreUpgrade upgrade, StoreFaults faults, ThresherOptions options, TimeProvider time, ILogger<StoreUpgrading> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private string? _name;
    private long _toldAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var began = time.GetTimestamp();
            try
            {
                if (await upgrade.StepAsync(RowLimits.Rewritten, stoppingToken) is not { } progress)
                {
                    return;
                }

                Tell(progress);
                await Task.Delay(time.GetElapsedTime(began), time, stoppingToken);
            }
            catch (StoreException failure) when (options.WaitsForStore)
            {
                LogWaiting(failure.Message, (int)Retry.TotalSeconds);
                await Task.Delay(Retry, time, stoppingToken);
            }
            catch (StoreException failure)
            {
                faults.Report(failure);
                return;
            }
        }
    }

    private void Tell(UpgradeProgress progress)
    {
        if (progress.IsDone)
        {
            LogDone(progress.Name, progress.Total);
        }
        else if (_name != progress.Name || time.GetElapsedTime(_toldAt) >= Between)
        {
            (_name, _toldAt) = (progress.Name, time.GetTimestamp());
            LogProgress(progress.Name, progress.Done, progress.Total);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Upgrading stored rows ({Name}): {Done} of {Total} done; crawls go on meanwhile")]
    private partial void LogProgress(string name, long done, long total);

    [LoggerMessage(Level = LogLevel.Information, Message = "Upgraded stored rows ({Name}): {Total}")]
    private partial void LogDone(string name, long total);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upgrading stored rows waits for the store: {Reason}; trying again in {Seconds} s")]
    private partial void LogWaiting(string reason, int seconds);
}
