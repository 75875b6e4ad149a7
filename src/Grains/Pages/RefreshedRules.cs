using System.Runtime.CompilerServices;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Parsing;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Pages;

/// <summary>
/// Rules that changed since pages were stored, as a refresh meets them: a page that its server calls unchanged is read
/// again from its kept body, and one whose body is not kept is asked for as if there were no copy. The store is asked once
/// for each version of a job, and only by a refresh.
/// </summary>
/// <param name="store">Where the pages are.</param>
/// <param name="time">The clock.</param>
/// <param name="isolated">Runs extractors.</param>
public sealed class RefreshedRules(ICrawlStore store, TimeProvider time, IsolatedExtractors isolated)
{
    private readonly ConditionalWeakTable<ActiveCrawl, Reading> _readings = [];

    /// <summary>The copy of which the server is asked whether it has changed; null where the page has to come again.</summary>
    public async ValueTask<StoredCopy?> CopyAsync(FetchRequest request, ActiveCrawl crawl, CancellationToken cancellationToken) =>
        request.Url.Copy is { } copy && !crawl.Job.KeepBodies && await HaveChangedAsync(request, crawl, cancellationToken) ? copy with { ETag = null, LastModified = null } : request.Url.Copy;

    /// <summary>Whether stored pages were read by other rules; false for a URL of which nothing is stored.</summary>
    public async ValueTask<bool> HaveChangedAsync(FetchRequest request, ActiveCrawl crawl, CancellationToken cancellationToken) =>
        request.Url.Copy is not null && await _readings.GetOrCreateValue(crawl).AskAsync(store, crawl, cancellationToken);

    /// <summary>Reads a page again that was found unchanged, where the rules have changed; it is queued to be fetched where its body is not kept.</summary>
    public async ValueTask ReadAsync(FetchRequest request, ActiveCrawl crawl, UrlCompletion completion, CancellationToken cancellationToken)
    {
        if (completion.Check is not null && await HaveChangedAsync(request, crawl, cancellationToken))
        {
            await _readings.GetOrCreateValue(crawl).Reader(store, crawl, time, isolated).ReadOneAsync(request.Url.Id, cancellationToken);
        }
    }

    private sealed class Reading
    {
        private bool? _changed;
        private PageRereader? _reader;

        public async ValueTask<bool> AskAsync(ICrawlStore store, ActiveCrawl crawl, CancellationToken cancellationToken) =>
            _changed ??= await store.Catalog.SeedMarkAsync(crawl.Record.Id, PageRereader.ChangedSource, cancellationToken) is not null;

        public PageRereader Reader(ICrawlStore store, ActiveCrawl crawl, TimeProvider time, IsolatedExtractors isolated) =>
            _reader ??= new PageRereader(store, crawl, time) { Isolated = isolated };
    }
}
