using Thresher.Extraction.Extractors;
using Thresher.Extraction.Sources;

namespace Thresher.Tests.Unit.Grains.Parsing;

/// <summary>An extractor that does not return until it is disposed of.</summary>
internal sealed class HangingExtractor : IPageExtractor, IDisposable
{
    private readonly ManualResetEventSlim _end = new();
    private int _calls;

    public string Name => "hanging";

    public int Calls => _calls;

    public bool Wants(PageSource page) => true;

    public IEnumerable<ExtractedRecord> Extract(PageSource page)
    {
        Interlocked.Increment(ref _calls);
        _end.Wait();
        yield break;
    }

    public void Dispose() => _end.Set();
}
