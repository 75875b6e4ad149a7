using System.Collections.Concurrent;

namespace Thresher.Frontier;

/// <summary>The domain grains active in this silo, for its limit and for what people watch.</summary>
public sealed class ActiveDomains
{
    private readonly ConcurrentDictionary<string, Func<DomainView>> _views = new(StringComparer.Ordinal);

    /// <summary>How many are active.</summary>
    public int Count => _views.Count;

    /// <summary>Whether the domain's grain is active here.</summary>
    public bool Serves(string domain) => _views.ContainsKey(domain);

    /// <summary>Adds one with the function that looks at it; the view may be taken on any thread.</summary>
    public void Add(string domain, Func<DomainView> view) => _views[domain] = view;

    /// <summary>Removes one, unless another activation of it has been added since.</summary>
    public void Remove(string domain, Func<DomainView> view) => _views.TryRemove(KeyValuePair.Create(domain, view));

    /// <summary>Looks at all of them.</summary>
    public IEnumerable<DomainView> Look() => _views.Values.Select(view => view());
}
