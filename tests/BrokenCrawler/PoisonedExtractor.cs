using System.Runtime.CompilerServices;
using Thresher.Extraction.Extractors;
using Thresher.Extraction.Sources;

namespace Thresher.BrokenCrawler;

/// <summary>An extractor that overflows the stack on one page, /poison, which no process survives.</summary>
public sealed class PoisonedExtractor : IPageExtractor
{
    public string Name => "poisoned";

    public bool Wants(PageSource page) => page.Url.RequestHref.EndsWith("/poison", StringComparison.Ordinal);

    public IEnumerable<ExtractedRecord> Extract(PageSource page) => Overflow(0) > 0 ? [] : [];

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static long Overflow(long depth) => Overflow(depth + 1) + 1;
}
