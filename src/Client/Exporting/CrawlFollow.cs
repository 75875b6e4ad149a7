using System.Runtime.CompilerServices;
using Thresher.Client.CommandLine;
using Thresher.Client.Sessions;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Client.Exporting;

/// <summary>Follows a crawl's change feed until the crawl is complete, through stops and restarts of the crawling process.</summary>
internal sealed class CrawlFollow(Session session, CrawlRecord crawl, TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an idle crawl is not reported, since a process may be about to continue it.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>The feed from its beginning, piece by piece; the last piece comes when the crawl is complete.</summary>
    /// <exception cref="CommandException">The crawl was removed, or is being removed.</exception>
    public async IAsyncEnumerable<(Cursor After, Cursor UpTo)> PiecesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = Cursor.Start;
        var moved = time.GetTimestamp();
        var told = false;
        while (true)
        {
            // Before the mark, since the commits that complete a crawl precede it.
            var record = await session.TryFindAsync(crawl.Name, cancellationToken);
            if (record?.Id != crawl.Id)
            {
                throw new CommandException($"the crawl {crawl.Name} was removed while it was being followed");
            }

            if (record.RemovalNote is { } removal)
            {
                throw new CommandException(removal);
            }

            var next = await session.Feed.MarkAsync(crawl.Id, cancellationToken);
            yield return (at, next);
            if (record.State == CrawlState.Complete)
            {
                yield break;
            }

            if (next != at)
            {
                (at, moved, told) = (next, time.GetTimestamp(), false);
            }
            else if (!told && record.State == CrawlState.Stopped && time.GetElapsedTime(moved) > Silence)
            {
                told = true;
                error.WriteLine($"thresher: no process is crawling {crawl.Name} now: {session.HowToContinue(crawl.Name)}; waiting for it, Ctrl-C ends");
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
