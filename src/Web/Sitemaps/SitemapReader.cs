namespace Thresher.Web.Sitemaps;

/// <summary>Reads sitemaps of every kind as streams: <c>urlset</c>, <c>sitemapindex</c>, RSS, Atom, plain text, each also gzipped. Memory does not grow with the file.</summary>
public sealed class SitemapReader
{
    private readonly SitemapReaderOptions _options;

    /// <summary>Creates a reader; one serves any number of sitemaps at a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public SitemapReader(SitemapReaderOptions? options = null)
    {
        _options = options ?? new SitemapReaderOptions();
        _options.Validate();
    }

    /// <summary>Reads one sitemap while it arrives. Nothing wrong with the file throws: see <see cref="SitemapReading.End"/>.</summary>
    /// <param name="body">The response body without its Content-Encoding; read once, forward, and left open.</param>
    /// <param name="sitemapUrl">Its URL, to name it in <see cref="SitemapEnd.Problem"/>.</param>
    /// <param name="cancellationToken">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    public SitemapReading ReadAsync(Stream body, string sitemapUrl, CancellationToken cancellationToken = default) =>
        new(body, sitemapUrl, _options, cancellationToken);
}
