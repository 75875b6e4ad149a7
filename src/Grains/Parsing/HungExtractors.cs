using System.Collections.Concurrent;
using Thresher.Extraction.Extractors;

namespace Thresher.Grains.Parsing;

/// <summary>
/// Extractors that have not returned from a page. Each such call keeps its thread, so one that does it again and again is not run any more
/// until the process starts again.
/// </summary>
public sealed class HungExtractors
{
    /// <summary>Calls that may stay away.</summary>
    public const int Most = 4;

    private readonly ConcurrentDictionary<IPageExtractor, (string Name, int Calls)> _hung = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether an extractor is not to be run.</summary>
    /// <param name="extractor">The extractor; nothing of it is called.</param>
    /// <param name="name">The name it had when it was counted.</param>
    public bool IsGivenUp(IPageExtractor extractor, out string name)
    {
        var (known, calls) = _hung.GetValueOrDefault(extractor);
        name = known ?? "";
        return calls >= Most;
    }

    /// <summary>Counts a call that has not returned.</summary>
    public void Add(IPageExtractor extractor, string name) => _hung.AddOrUpdate(extractor, (name, 1), (_, before) => (name, before.Calls + 1));
}
