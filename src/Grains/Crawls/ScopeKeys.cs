using System.Collections.Concurrent;
using Thresher.Storage;

namespace Thresher.Grains.Crawls;

/// <summary>
/// The keys that seeds put into each crawl's scope: the store's table behind a bounded cache. Seeds may arrive at any time,
/// and rarely leave: a negative answer is cached for a few seconds, a positive one for a minute.
/// </summary>
public sealed class ScopeKeys(IUrlIntake intake, TimeProvider time)
{
    private const int Capacity = 50_000;
    private static readonly TimeSpan NegativeCacheLifetime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(long Crawl, string Key), (bool InScope, long AskedAt)> _known = new();

    /// <summary>Whether one of the keys is in the crawl's scope.</summary>
    public async ValueTask<bool> ContainsAnyAsync(long crawlId, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        List<string>? unknown = null;
        foreach (var key in keys)
        {
            if (!_known.TryGetValue((crawlId, key), out var known)
                || time.GetElapsedTime(known.AskedAt) > (known.InScope ? Lifetime : NegativeCacheLifetime))
            {
                (unknown ??= []).Add(key);
            }
            else if (known.InScope)
            {
                return true;
            }
        }

        if (unknown is null)
        {
            return false;
        }

        var answers = await intake.InScopeAsync(crawlId, unknown, cancellationToken);
        if (_known.Count > Capacity)
        {
            _known.Clear();
        }

        for (var i = 0; i < answers.Count; i++)
        {
            _known[(crawlId, unknown[i])] = (answers[i], time.GetTimestamp());
        }

        return answers.Contains(true);
    }
}
