using System.Xml;
using Thresher.Web.Streams;

namespace Thresher.Web.Sitemaps;

/// <summary>One sitemap being read: enumerate it once, then ask how it ended.</summary>
public sealed class SitemapReading : IAsyncEnumerable<SitemapEntry>
{
    private readonly Stream _body;
    private readonly string _url;
    private readonly SitemapReaderOptions _options;
    private readonly CancellationToken _cancellationToken;
    private ISitemapSource? _source;
    private SitemapEndReason _reason;
    private string? _problem;
    private bool _started;

    internal SitemapReading(Stream body, string url, SitemapReaderOptions options, CancellationToken cancellationToken) =>
        (_body, _url, _options, _cancellationToken) = (body, url, options, cancellationToken);

    /// <summary>How the reading ended; null until the enumeration has come to its end.</summary>
    public SitemapEnd? End { get; private set; }

    /// <summary>Reads the entries in the order of the file.</summary>
    /// <param name="cancellationToken">In addition to the one given to the reader.</param>
    /// <exception cref="InvalidOperationException">The sitemap was read before: its stream passes by once.</exception>
    /// <exception cref="OperationCanceledException">A token was cancelled.</exception>
    public async IAsyncEnumerator<SitemapEntry> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_started)
        {
            throw new InvalidOperationException($"The sitemap {_url} can be read only once.");
        }

        _started = true;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellationToken);
        await using var input = new SitemapInput(_body, _options, cancellation.Token);
        var entries = 0;
        while (await NextAsync(input) is { } entry)
        {
            if (entries == _options.MaxEntries)
            {
                Stop(SitemapEndReason.TooManyEntries, $"it holds more than {_options.MaxEntries} entries");
                break;
            }

            entries++;
            yield return entry;
        }

        End = Conclude(entries, input);
    }

    private async ValueTask<SitemapEntry?> NextAsync(SitemapInput input)
    {
        if (_problem is not null)
        {
            return null;
        }

        try
        {
            _source ??= await input.OpenAsync();
            return await _source.NextAsync();
        }
        catch (Exception exception) when (exception is XmlException or IOException or InvalidDataException && exception is not ExpansionBombException)
        {
            Stop(ReasonOf(exception), exception.Message);
            return _source?.Salvage(input.EndsInsideTag);
        }
    }

    private static SitemapEndReason ReasonOf(Exception exception) => exception switch
    {
        SitemapTooLargeException => SitemapEndReason.TooLarge,
        XmlException or InvalidDataException => SitemapEndReason.Malformed,
        _ => SitemapEndReason.Interrupted,
    };

    private void Stop(SitemapEndReason reason, string problem) =>
        (_reason, _problem) = (reason, ProblemOf(problem));

    private string ProblemOf(string problem) => $"Sitemap {_url}: {problem.ReplaceLineEndings(" ")}";

    private static string Entries(int count) => count == 1 ? "1 entry was" : $"{count} entries were";

    private SitemapEnd Conclude(int entries, SitemapInput input)
    {
        var format = _source?.Format ?? SitemapFormat.Unknown;
        if (format == SitemapFormat.Unknown && _reason is SitemapEndReason.Complete or SitemapEndReason.Malformed)
        {
            _reason = SitemapEndReason.NotASitemap;
            _problem ??= ProblemOf(_source?.Refusal ?? "it is neither XML nor a list of URLs");
        }

        if (_problem is null && input.Faults > 0 && _source?.Skipped > 0)
        {
            Stop(SitemapEndReason.ReadInPart, $"{Entries(_source.Skipped)} given up; the first of {input.Faults} faults is at {input.FirstFault}");
        }

        return new SitemapEnd(format, _reason, _problem, entries, _source?.Skipped ?? 0, input.Count, _source?.LastModified);
    }
}
