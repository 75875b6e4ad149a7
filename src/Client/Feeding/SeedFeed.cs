using System.Threading.Channels;
using Thresher.Client.CommandLine;
using Thresher.Client.Sessions;
using Thresher.Seeding;
using Thresher.Storage;

namespace Thresher.Client.Feeding;

/// <summary>
/// Feeds a crawl from sources of any length and speed: batches, bounded by count and by waiting time, a few of them on
/// their way at once. The next lines are read only as batches are acknowledged, which is after their commit; so memory
/// stays flat, and what was counted is stored.
/// </summary>
internal sealed class SeedFeed(Session session, CrawlRecord crawl, Action<string> tell, TimeProvider time)
{
    private const int BatchSize = 2_000;
    private const int OnTheirWay = 3;
    private const int MalformedShown = 20;

    private static readonly TimeSpan LongestLinger = TimeSpan.FromMilliseconds(300);

    /// <summary>A quiet producer still holds the crawl open; its claim lasts a minute.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    private readonly string _producer = $"{Environment.MachineName}-{Environment.ProcessId}";
    private readonly Queue<(Task<SeedVerdict[]> Verdicts, List<FeedLine> Lines)> _sent = new();

    /// <summary>What became of the seeds so far.</summary>
    public SeedCounts Counts { get; } = new(crawl.Name);

    /// <summary>Called after each acknowledged batch.</summary>
    public Action<SeedCounts>? Progressed { get; init; }

    /// <summary>Feeds the crawl from a source until it ends.</summary>
    /// <exception cref="CommandException">The source cannot be read to its end; what was read before is seeded.</exception>
    public async Task FeedAsync(IAsyncEnumerable<FeedLine> source, CancellationToken cancellationToken)
    {
        var lines = Channel.CreateBounded<FeedLine>(BatchSize);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reader = ReadAsync(source, lines.Writer, reading.Token);
        try
        {
            for (var more = true; more;)
            {
                var batch = new List<FeedLine>();
                more = await FillAsync(batch, lines.Reader, cancellationToken);
                await SendAsync(batch, cancellationToken);
            }

            while (_sent.Count > 0)
            {
                await SettleAsync();
            }
        }
        finally
        {
            await reading.CancelAsync();
        }

        await reader;
    }

    /// <summary>Says that the producer is done.</summary>
    public Task EndAsync(CancellationToken cancellationToken) =>
        session.EndSeedingAsync(crawl, _producer, Counts.Added > 0, cancellationToken);

    private static async Task ReadAsync(IAsyncEnumerable<FeedLine> source, ChannelWriter<FeedLine> lines, CancellationToken cancellationToken)
    {
        FeedLine last = default;
        try
        {
            await foreach (var line in source.WithCancellation(cancellationToken))
            {
                await lines.WriteAsync(line, cancellationToken);
                last = line;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandException(last.Source is null
                ? $"the seeds cannot be read: {FileFailure.Reason(failure)}"
                : $"{last.Source} cannot be read beyond line {last.Number} ({FileFailure.Reason(failure)}): what stands before is seeded");
        }
        finally
        {
            lines.TryComplete();
        }
    }

    /// <summary>Waits for a first line, then takes what comes within the linger; an empty batch is a heartbeat.</summary>
    /// <returns>False at the end of the source.</returns>
    private async Task<bool> FillAsync(List<FeedLine> batch, ChannelReader<FeedLine> lines, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (batch.Count < BatchSize)
        {
            if (lines.TryRead(out var line))
            {
                if (line.IsTooLong)
                {
                    Refuse(line, $"is longer than {SeedFile.MaxLineBytes} bytes");
                }
                else
                {
                    batch.Add(line);
                }

                continue;
            }

            var left = (batch.Count == 0 ? Heartbeat : LongestLinger) - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            try
            {
                if (!await lines.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(left, time, cancellationToken))
                {
                    return false;
                }
            }
            catch (TimeoutException)
            {
                return true;
            }
        }

        return true;
    }

    private async Task SendAsync(List<FeedLine> batch, CancellationToken cancellationToken)
    {
        if (_sent.Count == OnTheirWay)
        {
            await SettleAsync();
        }

        _sent.Enqueue((session.SeedAsync(crawl, _producer, [.. batch.Select(line => line.Text)], cancellationToken), batch));
        while (_sent.TryPeek(out var oldest) && oldest.Verdicts.IsCompleted)
        {
            await SettleAsync();
        }
    }

    private async Task SettleAsync()
    {
        var (task, lines) = _sent.Dequeue();
        var verdicts = await task;
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] == SeedVerdict.Malformed)
            {
                Refuse(lines[i], "is no http or https URL");
            }
            else
            {
                Counts.Count(verdicts[i]);
            }
        }

        Progressed?.Invoke(Counts);
    }

    /// <summary>Counts a malformed line, and tells of the first few.</summary>
    private void Refuse(FeedLine line, string problem)
    {
        Counts.Count(SeedVerdict.Malformed);
        if (Counts.Malformed <= MalformedShown)
        {
            tell($"thresher: {line.Source}:{line.Number}: \"{Short(line.Text)}\" {problem}");
        }
        else if (Counts.Malformed == MalformedShown + 1)
        {
            tell("thresher: more malformed lines are counted, not shown");
        }
    }

    private static string Short(string text) => text.Length <= 100 ? text : $"{text[..100]}…";
}
