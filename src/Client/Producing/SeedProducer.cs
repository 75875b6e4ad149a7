using Thresher.Client.CommandLine;
using Thresher.Client.Sessions;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;
using Thresher.Storage.Rows;

namespace Thresher.Client.Producing;

/// <summary>
/// Feeds a crawl from sources, counts and reports what became of each seed, and marks how far each source was taken, so
/// that a run that was killed is gone on with where it was last acknowledged. Seeds between the mark and the kill are
/// sent again, and are known then.
/// </summary>
internal sealed class SeedProducer(Session session, CrawlRecord crawl, Action<string> tell, TimeProvider time)
{
    private const int MalformedShown = 20;
    private readonly string _producer = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>What became of the seeds so far.</summary>
    public SeedCounts Counts { get; } = new(crawl.Name);

    /// <summary>Called after each acknowledged batch with the counts and how much of the source is done, 0 to 1, if that is known.</summary>
    public Action<SeedCounts, double?>? Progressed { get; init; }

    /// <summary>Given the verdicts of each acknowledged batch, before its place is marked.</summary>
    public Func<SettledSeed[], CancellationToken, Task>? Settled { get; init; }

    /// <summary>Where an earlier run on this source ended; the beginning when there was none, or it was on another source.</summary>
    public async Task<SeedPosition> FindBeginAsync(SeedSource source, CancellationToken cancellationToken) =>
        source.Key is { } key && await session.SeedMarkAsync(crawl, key, cancellationToken) is { } mark
            && mark.Fingerprint == source.FingerprintFor(crawl.Job) ? mark.Position : default;

    /// <summary>Feeds the crawl from a source until it ends.</summary>
    /// <exception cref="CommandException">The source cannot be read to its end; what was read before is seeded.</exception>
    public async Task KeepProducerAsync(SeedSource source, SeedPosition from, CancellationToken cancellationToken)
    {
        if (from.Lines > 0)
        {
            tell($"{source.Name}: going on behind line {from.Lines}, where an earlier run was last acknowledged; --from-start begins anew");
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
                : $"{last.Source} cannot be read beyond line {last.Number} ({FileFailure.Reason(failure)}): what stands before is seeded");
        }

        if (source.Key is { } key)
        {
            await session.SetSeedMarkAsync(crawl, key, null, cancellationToken);
        }
    }

    /// <summary>Says that the producer is done.</summary>
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

    /// <summary>Tells of the first few malformed lines.</summary>
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
