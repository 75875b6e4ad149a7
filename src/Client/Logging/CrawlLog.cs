using Thresher.Client.CommandLine;
using Thresher.Client.Exporting;
using Thresher.Client.Sessions;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Logging;

/// <summary>
/// A crawl's log, read from its feed of changes: one line for each attempt at a URL, in the order of the commits, on both
/// engines and however many silos crawl. Nothing is written while nobody reads, so that the crawl pays nothing for it.
/// </summary>
internal sealed class CrawlLog(Session session, CrawlRecord crawl, LogFilter filter, Func<UrlEnd, string> format, TextWriter output)
{
    /// <summary>Writes what has ended since a time.</summary>
    /// <param name="since">Unix milliseconds; 0 for all.</param>
    /// <param name="cancellationToken">Ends the writing between two lines.</param>
    public async Task WriteAsync(long since, CancellationToken cancellationToken) =>
        await WriteAsync(Cursor.Start, await session.Feed.MarkAsync(crawl.Id, cancellationToken), since, cancellationToken);

    /// <summary>Writes what has ended since a time, and then what ends until the crawl is complete.</summary>
    /// <param name="since">Unix milliseconds; 0 for all.</param>
    /// <param name="error">Receives the message that no process crawls.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <exception cref="CommandException">The crawl was removed.</exception>
    public async Task FollowAsync(long since, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        await foreach (var (after, upTo) in new CrawlFollow(session, crawl, error, time).PiecesAsync(cancellationToken))
        {
            await WriteAsync(after, upTo, since, cancellationToken);
        }
    }

    private async Task WriteAsync(Cursor after, Cursor upTo, long since, CancellationToken cancellationToken)
    {
        await foreach (var end in session.Feed.AttemptsAsync(crawl.Id, after, upTo, since, cancellationToken))
        {
            if (filter.Takes(end))
            {
                output.WriteLine(format(end));
            }
        }

        await output.FlushAsync(cancellationToken);
    }
}
