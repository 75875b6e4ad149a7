using System.Collections.Concurrent;
using Thresher.Storage;
using Thresher.Web.Urls;

namespace Thresher.Grains.Crawls;

/// <summary>
/// Keeps a crawl within <c>limits.maxHostsPerDomain</c>: a server that answers for every name below its domain has hosts without end, each
/// with a pace of its own. The hosts that the crawl has met are read from the store when first needed, and again after a while, for
/// other silos admit hosts too; what this silo admits counts at once. Memory grows with those hosts, and only where the limit is set.
/// </summary>
public sealed class HostCounts(ICrawlReader reader, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, Lazy<Task<Known>>> _crawls = new();

    /// <summary>Whether a URL's host is one of the crawl's, or may become one; it then is.</summary>
    public async ValueTask<bool> MayEnterAsync(ActiveCrawl crawl, WebUrl url)
    {
        if (crawl.Job.Limits.MaxHostsPerDomain is not { } most)
        {
            return true;
        }

        var hosts = (await KnownAsync(crawl.Record.Id)).ByDomain.GetOrAdd(RegistrableDomain.Of(url.Host), _ => []);
        lock (hosts)
        {
            return hosts.Contains(url.DomainKey) || (hosts.Count < most && hosts.Add(url.DomainKey));
        }
    }

    private async ValueTask<Known> KnownAsync(long crawlId)
    {
        while (true)
        {
            var reading = _crawls.GetOrAdd(crawlId, id => new Lazy<Task<Known>>(() => ReadAsync(id)));
            try
            {
                var known = await reading.Value;
                if (time.GetElapsedTime(known.ReadAt) < Lifetime)
                {
                    return known;
                }
            }
            catch
            {
                _crawls.TryRemove(new(crawlId, reading));
                throw;
            }

            _crawls.TryRemove(new(crawlId, reading));
        }
    }

    private async Task<Known> ReadAsync(long crawlId)
    {
        var known = new Known(new ConcurrentDictionary<string, HashSet<string>>(StringComparer.Ordinal), time.GetTimestamp());
        await foreach (var host in reader.HostsAsync(crawlId, int.MaxValue, CancellationToken.None))
        {
            if (WebUrl.TryParse($"http://{host.Domain}/", null, out var url))
            {
                known.ByDomain.GetOrAdd(RegistrableDomain.Of(url.Host), _ => []).Add(host.Domain);
            }
        }

        return known;
    }

    private sealed record Known(ConcurrentDictionary<string, HashSet<string>> ByDomain, long ReadAt);
}
