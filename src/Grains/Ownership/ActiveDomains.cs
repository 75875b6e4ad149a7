using System.Collections.Concurrent;
using Thresher.Grains.Contracts;
using Thresher.Storage;

namespace Thresher.Grains.Ownership;

/// <summary>The domain grains active in this silo, for its limit, its stop and its views.</summary>
public sealed class ActiveDomains(TimeProvider? time = null)
{
    /// <summary>Minimum time for which a domain is served before others have their turn.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    /// <summary>Most domains remembered that left while their hosts are held; of further ones no more is known here.</summary>
    internal const int MostHeld = 50_000;

    private readonly ConcurrentDictionary<string, DomainView> _held = new(StringComparer.Ordinal);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, Served> _domains = new(StringComparer.Ordinal);
    private volatile bool _closed;

    /// <summary>How many are active.</summary>
    public int Count => _domains.Count;

    /// <summary>Whether the domain's grain is active here.</summary>
    public bool Has(string domain) => _domains.ContainsKey(domain);

    /// <summary>How long this silo has certainly sent the domain no request; zero when unknown.</summary>
    public TimeSpan QuietFor(string domain) => _domains.TryGetValue(domain, out var served) ? served.Grain.QuietFor : TimeSpan.Zero;

    /// <summary>Adds one.</summary>
    public void Add(string domain, IActiveDomain grain)
    {
        if (!_closed)
        {
            _domains[domain] = new Served(grain, _time.GetTimestamp());
            _held.TryRemove(domain, out _);
        }
    }

    /// <summary>Removes one, unless another activation of it has been added since.</summary>
    public void Remove(string domain, IActiveDomain grain)
    {
        if (!_closed && _domains.TryGetValue(domain, out var served) && served.Grain == grain)
        {
            _domains.TryRemove(KeyValuePair.Create(domain, served));
            if (grain.View() is { Hold: not HoldReason.None } view && view.NotBefore > _time.UnixMs() && _held.Count < MostHeld)
            {
                _held[domain] = view;
            }
        }
    }

    /// <summary>
    /// The silo stops: from now on nothing is added or removed. The activations that sent the requests are asked at the end
    /// for the time since their last request, which a newer activation would not know.
    /// </summary>
    public void Close() => _closed = true;

    /// <summary>The silo stops: completes when each has let go of its host and saved what it learnt.</summary>
    public Task StopAsync() => Task.WhenAll(_domains.Values.Select(served => served.Grain.StopAsync()));

    /// <summary>The views of all of them.</summary>
    public IEnumerable<DomainView> Views() => _domains.Values.Select(served => served.Grain.View());

    /// <summary>
    /// The domains whose hosts are held now: those active, and those that left until their hold is over. A silo knows the
    /// latter since its start, up to <see cref="MostHeld"/>.
    /// </summary>
    public IReadOnlyList<DomainView> Held()
    {
        var now = _time.UnixMs();
        foreach (var over in _held.Where(left => left.Value.NotBefore <= now))
        {
            _held.TryRemove(over);
        }

        return [.. Views().Where(view => view.Hold != HoldReason.None), .. _held.Values];
    }

    /// <summary>
    /// Other domains wait to be served: at most this many of those served longest release their domains, none before its
    /// <see cref="Turn"/> is over.
    /// </summary>
    /// <returns>How many were asked to.</returns>
    public int MakeRoom(int most)
    {
        var longest = _domains.Values
            .Where(served => !served.HasYielded && _time.GetElapsedTime(served.Since) >= Turn)
            .OrderBy(served => served.Since)
            .Take(most)
            .ToList();
        foreach (var served in longest)
        {
            served.HasYielded = true;
            served.Grain.Yield();
        }

        return longest.Count;
    }

    private sealed class Served(IActiveDomain grain, long since)
    {
        public IActiveDomain Grain => grain;

        public long Since => since;

        public bool HasYielded { get; set; }
    }
}
