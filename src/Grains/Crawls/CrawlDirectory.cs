using Microsoft.Extensions.Logging;
using Thresher.Extraction.Extractors;
using Thresher.Grains.Proxies;
using Thresher.Grains.Requests;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Crawls;

/// <summary>
/// The crawls as this silo knows them: a snapshot, renewed every half second, so that dispatching a URL needs no query
/// whether its crawl runs or its host is paused, and a pause takes effect within a second everywhere.
/// </summary>
public sealed partial class CrawlDirectory(
    ICrawlCatalog catalog, IEnumerable<IPageExtractor>? extractors = null, ILogger<CrawlDirectory>? logger = null, ExtractorPolicy? policy = null, SecretPolicy? secrets = null, ProxyHealth? proxyHealth = null)
{
    private volatile Snapshot _snapshot = new([], []);

    /// <summary>All crawls of the snapshot.</summary>
    public IEnumerable<ActiveCrawl> All => _snapshot.Crawls.Values;

    /// <summary>The crawl, or null when the snapshot has none of that id.</summary>
    public ActiveCrawl? Find(long crawlId) => _snapshot.Crawls.GetValueOrDefault(crawlId);

    /// <summary>The crawl of that name, or null.</summary>
    public ActiveCrawl? Find(string name) => _snapshot.Crawls.Values.FirstOrDefault(crawl => crawl.Record.Name == name);

    /// <summary>Whether the crawl's URLs on this domain may be dispatched.</summary>
    public bool MayDispatch(long crawlId, string domain) =>
        Find(crawlId) is { IsRunning: true } && !_snapshot.Held.Contains((crawlId, domain));

    /// <summary>The crawl, looked up anew when the snapshot lacks it; null when it is gone.</summary>
    public async ValueTask<ActiveCrawl?> GetAsync(long crawlId, CancellationToken cancellationToken)
    {
        if (Find(crawlId) is { } known)
        {
            return known;
        }

        await RefreshAsync(cancellationToken);
        return Find(crawlId);
    }

    /// <summary>
    /// Takes a new snapshot. Only the crawls whose version has changed are read and compiled; of the others the store is
    /// asked for nothing but the version, since jobs may be large and are many.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var before = _snapshot;
        var crawls = new Dictionary<long, ActiveCrawl>();
        var changed = new List<long>();
        foreach (var (id, version) in await catalog.VersionsAsync(cancellationToken))
        {
            if (before.Crawls.GetValueOrDefault(id) is { } same && same.Record.Version == version)
            {
                crawls[id] = same;
            }
            else
            {
                changed.Add(id);
            }
        }

        foreach (var record in changed.Count == 0 ? [] : await catalog.ReadAsync(changed, cancellationToken))
        {
            crawls[record.Id] = Compile(record);
        }

        _snapshot = new Snapshot(crawls, [.. await catalog.PausedHostsAsync(cancellationToken)]);
    }

    private ActiveCrawl Compile(CrawlRecord record)
    {
        var crawl = new ActiveCrawl(record, extractors, policy, secrets, proxyHealth);
        if (crawl.Fault is { } fault && logger is not null)
        {
            LogFault(logger, record.Name, fault);
        }

        return crawl;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "This silo cannot serve the crawl {Name}: {Fault}")]
    private static partial void LogFault(ILogger logger, string name, string fault);

    private sealed record Snapshot(Dictionary<long, ActiveCrawl> Crawls, HashSet<(long Crawl, string Domain)> Held);
}
