using System.Collections.Concurrent;
using Thresher.Storage.Shapes;

namespace Thresher.Grains.Rendering;

/// <summary>
/// What was found of the shapes of hosts, read from the rows once in a while and kept up with what this silo finds, which it
/// alone does while it owns the domain.
/// </summary>
internal sealed class ShapeMemory(IRenderShapes shapes, TimeProvider time)
{
    private const int MostHosts = 4096;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(long Crawl, string Domain), Host> _hosts = [];

    /// <summary>What was found of a shape; null for nothing.</summary>
    public async Task<ShapeEvidence?> FindAsync(long crawlId, string domain, string shape, CancellationToken cancellationToken)
    {
        if (!_hosts.TryGetValue((crawlId, domain), out var host) || time.GetElapsedTime(host.ReadAt) > Lifetime)
        {
            if (_hosts.Count >= MostHosts)
            {
                _hosts.Clear();
            }

            var read = await shapes.ReadAsync(crawlId, domain, cancellationToken);
            _hosts[(crawlId, domain)] = host = new Host(time.GetTimestamp(), new(read.Select(found => KeyValuePair.Create(found.Shape, found))));
        }

        return host.Shapes.GetValueOrDefault(shape);
    }

    /// <summary>A page tells of its shape.</summary>
    public void Add(long crawlId, ShapeUpdate update)
    {
        if (_hosts.TryGetValue((crawlId, update.Domain), out var host))
        {
            var one = update.Differs ? 1 : 0;
            host.Shapes.AddOrUpdate(update.Shape, shape => new ShapeEvidence(shape, 1, one), (shape, found) => new ShapeEvidence(shape, found.Compared + 1, found.Differed + one));
        }
    }

    private sealed record Host(long ReadAt, ConcurrentDictionary<string, ShapeEvidence> Shapes);
}
