using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Proxies;

/// <summary>
/// How the proxies of this silo's crawls behave. One that is not there or lets nobody in is held at once, one that reaches no host after
/// some in a row, each time for twice as long; a request that it carries ends the row. A held one is used where there is no other.
/// Any thread.
/// </summary>
public sealed partial class ProxyHealth(TimeProvider time, ILogger<ProxyHealth>? logger = null)
{
    /// <summary>Failures in a row to reach hosts, after which the fault is taken for the proxy's: a few hosts may be down.</summary>
    private const int MostUnreachedHosts = 10;

    private static readonly TimeSpan FirstHold = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(long CrawlId, string Proxy), Record> _records = new();

    /// <summary>Until when a proxy is held; null when it is not.</summary>
    public DateTimeOffset? HeldUntil(long crawlId, ProxyServer proxy) =>
        _records.TryGetValue((crawlId, proxy.Name), out var record) && record.HeldUntil is { } until && until > time.GetUtcNow() ? until : null;

    /// <summary>A proxy carried a request to its host.</summary>
    public void Worked(long crawlId, ProxyServer proxy)
    {
        var record = RecordOf(crawlId, proxy);
        lock (record)
        {
            record.Requests++;
            (record.InARow, record.Holds, record.HeldUntil) = (0, 0, null);
        }
    }

    /// <summary>A proxy did not.</summary>
    /// <param name="crawlId">The crawl.</param>
    /// <param name="proxy">The proxy.</param>
    /// <param name="outcome">Which of the proxies' outcomes it was.</param>
    /// <param name="cause">What it did.</param>
    public void Failed(long crawlId, ProxyServer proxy, FetchOutcome outcome, string cause)
    {
        var record = RecordOf(crawlId, proxy);
        TimeSpan hold;
        lock (record)
        {
            var now = time.GetUtcNow();
            record.Requests++;
            record.Failures++;
            record.InARow++;
            (record.LastError, record.FailedAt) = (cause, now);
            if (record.HeldUntil > now || (outcome == FetchOutcome.ProxyFailed && record.InARow < MostUnreachedHosts))
            {
                return;
            }

            hold = FirstHold * Math.Pow(2, Math.Min(record.Holds++, 10));
            hold = hold < LongestHold ? hold : LongestHold;
            record.HeldUntil = now + hold;
        }

        if (logger is not null)
        {
            LogHeld(logger, proxy.Name, cause, Duration.Format(hold));
        }
    }

    /// <summary>How each has behaved; empty, and free, where there is none.</summary>
    internal IReadOnlyList<ProxyActivity> Activity()
    {
        if (_records.IsEmpty)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var all = new List<ProxyActivity>();
        foreach (var ((crawl, proxy), record) in _records)
        {
            lock (record)
            {
                all.Add(new ProxyActivity(
                    crawl, proxy, record.Requests, record.Failures, record.LastError, record.FailedAt?.ToUnixTimeMilliseconds(),
                    record.HeldUntil > now ? record.HeldUntil?.ToUnixTimeMilliseconds() : null));
            }
        }

        return all;
    }

    private Record RecordOf(long crawlId, ProxyServer proxy) => _records.GetOrAdd((crawlId, proxy.Name), _ => new Record());

    [LoggerMessage(Level = LogLevel.Warning, Message = "The proxy {Proxy}: {Cause}; it is avoided for {Hold}")]
    private static partial void LogHeld(ILogger logger, string proxy, string cause, string hold);

    private sealed class Record
    {
        public long Requests { get; set; }

        public long Failures { get; set; }

        public int InARow { get; set; }

        public int Holds { get; set; }

        public DateTimeOffset? HeldUntil { get; set; }

        public string? LastError { get; set; }

        public DateTimeOffset? FailedAt { get; set; }
    }
}
