using Thresher.Client.Sessions;
using Thresher.Storage.Rows;

namespace Thresher.Client.Watching;

/// <summary>What the keys of the live view do to the crawl that is watched.</summary>
/// <param name="session">The session that watches it.</param>
/// <param name="name">The crawl.</param>
/// <param name="quit">Ends the command as Ctrl-C does.</param>
internal sealed class WatchControls(Session session, string name, Action quit)
{
    /// <summary>Pauses the crawl, or resumes it.</summary>
    public async Task SetPausedAsync(bool paused, CancellationToken cancellationToken)
    {
        if (await session.TryFindAsync(name, cancellationToken) is { } crawl)
        {
            await session.SetPausedAsync(crawl, null, paused, cancellationToken);
        }
    }

    /// <summary>URLs that wait for another try, the next due first, and those that failed.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<UrlRow>> FailuresAsync(int most, CancellationToken cancellationToken)
    {
        if (await session.TryFindAsync(name, cancellationToken) is not { } crawl)
        {
            return [];
        }

        var rows = await session.Reader.RetryingAsync(crawl.Id, null, most, cancellationToken).Take(most).ToListAsync(cancellationToken);
        rows.AddRange(await session.Reader.FailuresAsync(crawl.Id, null, cancellationToken).Take(most - rows.Count).ToListAsync(cancellationToken));
        return rows;
    }

    /// <summary>Ends the command.</summary>
    public void Quit() => quit();
}
