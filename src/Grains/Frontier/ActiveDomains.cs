using System.Collections.Concurrent;

namespace Thresher.Frontier;

/// <summary>The domain grains active in this silo, for its limit, its stop and what people watch.</summary>
public sealed class ActiveDomains
{
    private readonly ConcurrentDictionary<string, IActiveDomain> _domains = new(StringComparer.Ordinal);

    /// <summary>How many are active.</summary>
    public int Count => _domains.Count;

    /// <summary>Whether the domain's grain is active here.</summary>
    public bool Has(string domain) => _domains.ContainsKey(domain);

    /// <summary>Whether the domain's grain is active here and does not stand still.</summary>
    public bool Serves(string domain) => _domains.TryGetValue(domain, out var grain) && !grain.IsStalled;

    /// <summary>How long this silo has certainly sent the domain no request; zero when it is not known.</summary>
    public TimeSpan QuietFor(string domain) => _domains.TryGetValue(domain, out var grain) ? grain.QuietFor : TimeSpan.Zero;

    /// <summary>Adds one.</summary>
    public void Add(string domain, IActiveDomain grain) => _domains[domain] = grain;

    /// <summary>Removes one, unless another activation of it has been added since.</summary>
    public void Remove(string domain, IActiveDomain grain) => _domains.TryRemove(KeyValuePair.Create(domain, grain));

    /// <summary>Looks at all of them.</summary>
    public IEnumerable<DomainView> Look() => _domains.Values.Select(grain => grain.Look());
}
