using System.Collections.Concurrent;

namespace Thresher.Frontier;

/// <summary>The domain grains active in this silo, for its limit and for what people watch.</summary>
public sealed class ActiveDomains
{
    private readonly ConcurrentDictionary<string, (Func<DomainView> View, Func<bool> IsStalled)> _domains = new(StringComparer.Ordinal);

    /// <summary>How many are active.</summary>
    public int Count => _domains.Count;

    /// <summary>Whether the domain's grain is active here.</summary>
    public bool Has(string domain) => _domains.ContainsKey(domain);

    /// <summary>Whether the domain's grain is active here and does not stand still.</summary>
    public bool Serves(string domain) => _domains.TryGetValue(domain, out var grain) && !grain.IsStalled();

    /// <summary>Adds one.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="view">Looks at it, on any thread.</param>
    /// <param name="isStalled">Tells, on any thread, whether it stands still although it has something to do.</param>
    public void Add(string domain, Func<DomainView> view, Func<bool> isStalled) => _domains[domain] = (view, isStalled);

    /// <summary>Removes one, unless another activation of it has been added since.</summary>
    public void Remove(string domain, Func<DomainView> view)
    {
        if (_domains.TryGetValue(domain, out var grain) && grain.View == view)
        {
            _domains.TryRemove(KeyValuePair.Create(domain, grain));
        }
    }

    /// <summary>Looks at all of them.</summary>
    public IEnumerable<DomainView> Look() => _domains.Values.Select(grain => grain.View());
}
