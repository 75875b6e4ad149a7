using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Thresher.TestWeb.Serving;

/// <summary>Custom handlers of tests, which take precedence over generated pages.</summary>
internal sealed class CustomAnswers
{
    public const string AnyPath = "*";

    private readonly ConcurrentDictionary<(int Host, string Path), RequestDelegate> _handlers = new();

    public void Set(int host, string path, RequestDelegate handler) => _handlers[(host, path)] = handler;

    public bool Remove(int host, string path) => _handlers.TryRemove((host, path), out _);

    /// <summary>The handler for exactly this path and query, else for the path, else for the whole host.</summary>
    public RequestDelegate? Find(int host, string target)
    {
        if (_handlers.IsEmpty)
        {
            return null;
        }

        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return _handlers.TryGetValue((host, target), out var handler)
            || (mark >= 0 && _handlers.TryGetValue((host, target[..mark]), out handler))
            || _handlers.TryGetValue((host, AnyPath), out handler)
            ? handler
            : null;
    }
}
