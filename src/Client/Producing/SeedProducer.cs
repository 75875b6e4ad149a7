using Thresher.Client.CommandLine;
using Thresher.Client.Sessions;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;
using Thresher.Storage.Rows;

namespace Thresher.Client.Producing;

/// <summary>
/// Feeds a crawl from sources, counts and reports the verdict on each seed, and records how far each source was read, so
/// that an interrupted run resumes after the last acknowledged seed. Seeds between the recorded position and the
/// interruption are sent again and are known then.
/// </summary>
internal sealed class SeedProducer(Session session, CrawlRecord crawl, Action<string> tell, TimeProvider time)
{
    private const int MalformedShown = 20;
    private readonly string _producer = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>The verdicts so far, counted.</summary>
    public SeedCounts Counts { get; } = new(crawl.Name);

    /// <summary>Called after each acknowledged batch with the counts and the part of the source that is done, 0 to 1, if known.</summary>
    public Action<SeedCounts, double?>? Progressed { get; init; }

    /// <summary>Receives the verdicts of each acknowledged batch, before its position is recorded.</summary>
    public Func<SettledSeed[], CancellationToken, Task>? Settled { get; init; }

    /// <summary>Where an earlier run on this source ended; the beginning when there was no such run.</summary>
    public async Task<SeedPosition> FindBeginAsync(SeedSource source, CancellationToken cancellationToken) =>
        source.Key is { } key && await session.SeedMarkAsync(crawl, key, cancellationToken) is { } mark
            && mark.Fingerprint == source.FingerprintFor(crawl.Job) ? mark.Position : default;

    /// <summary>Feeds the crawl from a source until it ends.</summary>
    /// <exception cref="CommandException">The source cannot be read to its end; the seeds before that are accepted.</exception>
    public async Task KeepProducerAsync(SeedSource source, SeedPosition from, CancellationToken cancellationToken)
    {
        if (from.Lines > 0)
        {
            tell($"{source.Name}: resuming after line {from.Lines}, the last one that an earlier run had acknowledged; --from-start reads all again");
        }

        ProducerLine last = default;
        var stream = new SeedStream(lines => session.SeedAsync(crawl, _producer, lines, cancellationToken), time);
        try
        {
            await foreach (var settled in stream.RunAsync(source.Read(from, cancellationToken), cancellationToken))
            {
                last = settled.Length == 0 ? last : settled[^1].Line;
                await TakeAsync(source, settled, cancellationToken);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandException(last.Source is null
                ? $"{source.Name} cannot be read: {FileFailure.Reason(failure)}"
                : $"{last.Source} cannot be read beyond line {last.Number} ({FileFailure.Reason(failure)}): the lines before it are seeded");
        }

        if (source.Key is { } key)
        {
            await session.SetSeedMarkAsync(crawl, key, null, cancellationToken);
        }
    }

    /// <summary>Reports that the producer has finished.</summary>
    public Task EndAsync(CancellationToken cancellationToken) =>
        session.EndSeedingAsync(crawl, _producer, cancellationToken);

    private async Task TakeAsync(SeedSource source, SettledSeed[] settled, CancellationToken cancellationToken)
    {
        foreach (var seed in settled)
        {
            Counts.Count(seed.Verdict);
            if (seed.Problem is { } problem)
            {
                Refuse(seed.Line, problem);
            }
        }

        if (settled.Length > 0)
        {
            await (Settled?.Invoke(settled, cancellationToken) ?? Task.CompletedTask);
            if (source.Key is { } key)
            {
                await session.SetSeedMarkAsync(
                    crawl, key, new SeedMark(source.FingerprintFor(crawl.Job), settled[^1].Line.After), cancellationToken);
            }

            Progressed?.Invoke(Counts, settled[^1].Line.After.Offset / source.Length);
        }
    }

    /// <summary>Reports the first few malformed lines.</summary>
    private void Refuse(ProducerLine line, string problem)
    {
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
