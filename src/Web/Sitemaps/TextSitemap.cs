using System.Text;

namespace Thresher.Web.Sitemaps;

/// <summary>A plain-text sitemap: one URL a line, UTF-8, or UTF-16 with a byte order mark. Other lines are skipped.</summary>
internal sealed class TextSitemap(Stream body) : ISitemapSource
{
    private readonly StreamReader _reader = new(body, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024, leaveOpen: true);
    private readonly char[] _buffer = new char[4 * 1024];
    private readonly StringBuilder _line = new();
    private int _start;
    private int _end;

    public SitemapFormat Format { get; private set; }

    public string? Refusal => null;

    public int Skipped { get; private set; }

    public DateTimeOffset? LastModified => null;

    public async ValueTask<SitemapEntry?> NextAsync()
    {
        while (await ReadLineAsync())
        {
            var line = _line.ToString().Trim();
            _line.Clear();
            if (IsUrl(line))
            {
                Format = SitemapFormat.Text;
                return new SitemapEntry(line, SitemapEntryKind.Page);
            }

            Skipped += line.Length > 0 ? 1 : 0;
        }

        return null;
    }

    // A line that was cut may be half a URL.
    public SitemapEntry? Salvage(bool endsInsideTag) => null;

    /// <summary>Reads up to the end of the line, keeping no more of it than tells that it is too long; false at the end of the file.</summary>
    private async ValueTask<bool> ReadLineAsync()
    {
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _reader.ReadAsync(_buffer));
                if (_end == 0)
                {
                    return _line.Length > 0;
                }
            }

            var ahead = _buffer.AsMemory(_start, _end - _start);
            var end = ahead.Span.IndexOfAny('\r', '\n');
            var part = end < 0 ? ahead : ahead[..end];
            _line.Append(part[..Math.Min(part.Length, SitemapReaderOptions.MaxLocationLength + 1 - _line.Length)]);
            _start += end < 0 ? part.Length : part.Length + 1;
            if (end >= 0)
            {
                return true;
            }
        }
    }

    private static bool IsUrl(string line) =>
        line.Length <= SitemapReaderOptions.MaxLocationLength
        && (StartsWith(line, "http://") || StartsWith(line, "https://") || StartsWith(line, "www."))
        && !line.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));

    private static bool StartsWith(string line, string start) => line.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}
