using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Contracts;
using Thresher.Grains.Metrics;

namespace Thresher.Grains.Frontier;

/// <summary>
/// Wakes domains side by side, each within a time of its own: one whose grain cannot be reached, being on a silo that
/// died and was not yet missed, holds back no other. A wake-up that got lost is no loss; the sweep finds the domain again.
/// </summary>
internal sealed partial class DomainWaker(IGrainFactory grains, TimeProvider time, ILogger<DomainWaker> logger)
{
    /// <summary>Wake-ups under way at most.</summary>
    public const int Most = 2_000;

    /// <summary>Waking does no more than note that there is work.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Tries, while the domain's grain is looked for on a silo that has gone.</summary>
    private const int Tries = 5;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);

    /// <summary>Wake-ups that were not answered yet.</summary>
    public int UnderWay => _underWay.Count;

    /// <summary>Wakes a domain, unless that is under way already.</summary>
    public void Wake(string domain)
    {
        if (_underWay.TryAdd(domain, true))
        {
            CrawlMetrics.Revived();
            _ = WakeAsync(domain);
        }
    }

    /// <summary>Whether a wake-up of the domain is under way.</summary>
    public bool IsWaking(string domain) => _underWay.ContainsKey(domain);

    private async Task WakeAsync(string domain)
    {
        try
        {
            await ReachAsync(domain).WaitAsync(Limit, time);
        }
        catch (Exception failure)
        {
            LogNotWoken(domain, failure.Message);
        }
        finally
        {
            _underWay.TryRemove(domain, out _);
        }
    }

    /// <summary>Wakes a domain. What is told that its silo has gone is from then on looked for elsewhere, and so asked again at once.</summary>
    private async Task ReachAsync(string domain)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await grains.GetGrain<IDomainGrain>(domain).Wake();
                return;
            }
            catch (Exception failure) when (failure is SiloUnavailableException or OrleansMessageRejectionException && tries < Tries)
            {
                await Task.Delay(Retry, time);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Domain} could not be woken and will be tried again: {Reason}")]
    private partial void LogNotWoken(string domain, string reason);
}
