using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Thresher.Grains.Contracts;

namespace Thresher.Grains.Seeding;

/// <summary>
/// Passes seeds from a source of any length and speed to the store in batches, bounded by count, characters and waiting
/// time, a few of them in flight at once. Further lines are read only as batches are acknowledged, which is after their
/// commit; so memory use is constant, and every seed returned as settled is stored. A quiet source sends an empty batch every
/// 20 seconds, since a producer's claim on its crawl lasts a minute.
/// </summary>
/// <param name="seed">Stores a batch and returns one verdict for each line in turn after the commit.</param>
/// <param name="time">Clock of the waiting times.</param>
public sealed class SeedStream(Func<string[], Task<SeedVerdict[]>> seed, TimeProvider time)
{
    private const int BatchSize = 2_000;
    private const int BatchCharacters = 1024 * 1024;
    private const int ReadAhead = 256;
    private const int BatchesInFlight = 3;

    private static readonly TimeSpan LongestLinger = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    private readonly Queue<(Task<SeedVerdict[]> Verdicts, List<ProducerLine> Lines)> _sent = new();

    /// <summary>
    /// Reads a source to its end and returns acknowledged seeds in the source's order. When the source fails, the lines
    /// before the failure are settled and returned first. When it is cancelled, it does not wait: unacknowledged seeds may or
    /// may not be stored, and a caller that needs certainty sends them again.
    /// </summary>
    public async IAsyncEnumerable<SettledSeed[]> RunAsync(
        IAsyncEnumerable<ProducerLine> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = Channel.CreateBounded<ProducerLine>(ReadAhead);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reader = ReadAsync(source, lines.Writer, reading.Token);
        try
        {
            for (var more = true; more;)
            {
                while (_sent.Count > 0 && await SettlesBeforeAsync(lines.Reader, cancellationToken))
                {
                    yield return await SettleAsync(cancellationToken);
                }

                var batch = new List<ProducerLine>();
                more = await FillAsync(batch, lines.Reader, cancellationToken);
                if (_sent.Count == BatchesInFlight)
                {
                    yield return await SettleAsync(cancellationToken);
                }

                _sent.Enqueue((seed([.. batch.Where(line => line.Problem is null).Select(line => line.Text)]), batch));
            }

            while (_sent.Count > 0)
            {
                yield return await SettleAsync(cancellationToken);
            }
        }
        finally
        {
            await reading.CancelAsync();
        }

        await reader;
    }

    private static async Task ReadAsync(IAsyncEnumerable<ProducerLine> source, ChannelWriter<ProducerLine> lines, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in source.WithCancellation(cancellationToken))
            {
                await lines.WriteAsync(line, cancellationToken);
            }
        }
        finally
        {
            lines.TryComplete();
        }
    }

    /// <summary>Whether the oldest batch is acknowledged, or will be before there is another line to read.</summary>
    private async Task<bool> SettlesBeforeAsync(ChannelReader<ProducerLine> lines, CancellationToken cancellationToken)
    {
        var oldest = _sent.Peek().Verdicts;
        if (!oldest.IsCompleted && !lines.TryPeek(out _))
        {
            await Task.WhenAny(oldest, lines.WaitToReadAsync(cancellationToken).AsTask());
        }

        return oldest.IsCompleted;
    }

    /// <summary>Waits for a first line, then collects lines for the linger time; an empty batch is a heartbeat.</summary>
    /// <returns>False at the end of the source.</returns>
    private async Task<bool> FillAsync(List<ProducerLine> batch, ChannelReader<ProducerLine> lines, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var characters = 0;
        while (batch.Count < BatchSize && characters < BatchCharacters)
        {
            if (lines.TryRead(out var line))
            {
                batch.Add(line);
                characters += line.Text.Length;
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

    private async Task<SettledSeed[]> SettleAsync(CancellationToken cancellationToken)
    {
        var (task, lines) = _sent.Dequeue();
        var verdicts = await task.WaitAsync(cancellationToken);
        var settled = new SettledSeed[lines.Count];
        var next = 0;
        for (var i = 0; i < settled.Length; i++)
        {
            settled[i] = new SettledSeed(lines[i], lines[i].Problem is null ? verdicts[next++] : SeedVerdict.Malformed);
        }

        return settled;
    }
}
