using System.Collections.Concurrent;
using Thresher.Rendering.Pages;

namespace Thresher.Grains.Rendering;

/// <summary>
/// Scripts and style sheets that pages of a crawl have asked for: each is fetched once, and while it is being fetched others
/// wait for it. Bounded by bytes; what came first goes first.
/// </summary>
internal sealed class AssetCache
{
    private const long MostBytes = 64 << 20;
    private const long MostOfOne = 4 << 20;

    private readonly ConcurrentDictionary<(long Crawl, string Url), Task<PageAnswer?>> _answers = [];
    private readonly Queue<((long Crawl, string Url) Key, long Bytes)> _kept = [];
    private long _bytes;

    /// <summary>The response, from here or from where it is.</summary>
    public async Task<PageAnswer?> GetAsync(long crawl, string url, Func<Task<PageAnswer?>> fetch)
    {
        var key = (crawl, url);
        var own = new TaskCompletionSource<PageAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = _answers.GetOrAdd(key, own.Task);
        if (task != own.Task)
        {
            // What failed for another page is tried anew for this one.
            return await task ?? await fetch();
        }

        PageAnswer? answer = null;
        try
        {
            answer = await fetch();
            return answer;
        }
        finally
        {
            if (answer is { Status: 200 } && answer.Body.Length <= MostOfOne)
            {
                Keep(key, answer.Body.Length);
            }
            else
            {
                _answers.TryRemove(key, out _);
            }

            own.SetResult(answer);
        }
    }

    private void Keep((long Crawl, string Url) key, long bytes)
    {
        lock (_kept)
        {
            _kept.Enqueue((key, bytes));
            _bytes += bytes;
            while (_bytes > MostBytes && _kept.TryDequeue(out var oldest))
            {
                _bytes -= oldest.Bytes;
                _answers.TryRemove(oldest.Key, out _);
            }
        }
    }
}
