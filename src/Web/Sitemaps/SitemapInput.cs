using System.IO.Compression;
using System.Xml;
using Thresher.Web.Sitemaps.Repair;
using Thresher.Web.Streams;

namespace Thresher.Web.Sitemaps;

/// <summary>Turns a response body into a source of entries: unzips it, bounds it, and tells XML from text by its first bytes.</summary>
internal sealed class SitemapInput(Stream body, SitemapReaderOptions options, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly PeekStream _raw = new(body, cancellation);
    private GZipStream? _unzipped;
    private BoundedStream? _bounded;
    private RepairedXml? _repaired;
    private XmlReader? _xml;

    /// <summary>Decompressed bytes read so far.</summary>
    public long Count => _bounded?.Count ?? 0;

    /// <summary>Whether the last byte read belongs to a tag.</summary>
    public bool EndsInsideTag => _bounded?.EndsInsideTag ?? false;

    /// <summary>Faults of its markup that were put right or given up so far.</summary>
    public int Faults => _repaired?.Faults ?? 0;

    /// <summary>The first of them, with its line.</summary>
    public string? FirstFault => _repaired?.FirstFault;

    /// <summary>Reads the first bytes and chooses the source.</summary>
    public async ValueTask<ISitemapSource> OpenAsync()
    {
        await _raw.PeekAsync();
        if (_raw.Ahead is [0x1F, 0x8B, ..])
        {
            _unzipped = new GZipStream(_raw, CompressionMode.Decompress, leaveOpen: true);
        }

        _bounded = new BoundedStream((Stream?)_unzipped ?? _raw, options.MaxBytes);
        var text = new PeekStream(_bounded, cancellation);
        await text.SkipBlankAsync();
        if (!StartsXml(text.Ahead))
        {
            return new TextSitemap(text);
        }

        _bounded.LimitsNodes = true;
        _repaired = new RepairedXml(new SitemapText(text), options.SkipDocumentType);
        _xml = XmlReader.Create(_repaired, Settings);
        return new XmlSitemap(new SitemapMarkup(_xml, _bounded), options);
    }

    public async ValueTask DisposeAsync()
    {
        _xml?.Dispose();
        if (_unzipped is not null)
        {
            await _unzipped.DisposeAsync();
        }
    }

    private static bool StartsXml(ReadOnlySpan<byte> bytes) =>
        bytes is [(byte)'<', ..] or [0, (byte)'<', ..] or [0xFF, 0xFE, (byte)'<', ..] or [0xFE, 0xFF, 0, (byte)'<', ..]
        // Warnings and the like may stand before it.
        || bytes.IndexOf("<?xml "u8) >= 0 || bytes.IndexOf("<urlset"u8) >= 0 || bytes.IndexOf("<sitemapindex"u8) >= 0;

    private static XmlReaderSettings Settings => new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        NameTable = new BoundedNameTable(),
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CheckCharacters = false,
    };
}
