using System.Collections.Concurrent;
using Thresher.Grains.Contracts;

namespace Thresher.Grains.Ownership;

/// <summary>The domain grains active in this silo, for its limit, its stop and what people watch.</summary>
public sealed class ActiveDomains
{
    private readonly ConcurrentDictionary<string, IActiveDomain> _domains = new(StringComparer.Ordinal);
    private volatile bool _closed;

    /// <summary>How many are active.</summary>
    public int Count => _domains.Count;

    /// <summary>Whether the domain's grain is active here.</summary>
    public bool Has(string domain) => _domains.ContainsKey(domain);

    /// <summary>Whether the domain's grain is active here and does not stand still.</summary>
    public bool Serves(string domain) => _domains.TryGetValue(domain, out var grain) && !grain.IsStalled;

    /// <summary>How long this silo has certainly sent the domain no request; zero when it is not known.</summary>
    public TimeSpan QuietFor(string domain) => _domains.TryGetValue(domain, out var grain) ? grain.QuietFor : TimeSpan.Zero;

    /// <summary>Adds one.</summary>
    public void Add(string domain, IActiveDomain grain)
    {
        if (!_closed)
        {
            _domains[domain] = grain;
        }
    }

    /// <summary>Removes one, unless another activation of it has been added since.</summary>
    public void Remove(string domain, IActiveDomain grain)
    {
        if (!_closed)
        {
            _domains.TryRemove(KeyValuePair.Create(domain, grain));
        }
    }

    /// <summary>
    /// The silo stops: from here on nothing is added or removed, since those that sent the requests are asked at the very
    /// end how long their hosts were left alone, and one that is made anew meanwhile would not know.
    /// </summary>
    public void Close() => _closed = true;

    /// <summary>Looks at all of them.</summary>
    public IEnumerable<DomainView> Look() => _domains.Values.Select(grain => grain.Look());
}
