using System.Text;

namespace Thresher.Web.Robots;

/// <summary>Walks the records of a robots.txt, in one pass: comments, blank lines and lines without a colon are left out (RFC 9309 §2.2).</summary>
/// <remarks>Lines end in CR, LF or CRLF; a byte order mark, whole or cut, is skipped.</remarks>
internal ref struct RobotsLines
{
    // The misspellings that Google's parser obeys too, and crawldelay: site owners test with it, and each makes us more polite.
    private static readonly Dictionary<string, RobotsField> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user-agent"] = RobotsField.UserAgent,
        ["useragent"] = RobotsField.UserAgent,
        ["user agent"] = RobotsField.UserAgent,
        ["allow"] = RobotsField.Allow,
        ["disallow"] = RobotsField.Disallow,
        ["dissallow"] = RobotsField.Disallow,
        ["dissalow"] = RobotsField.Disallow,
        ["disalow"] = RobotsField.Disallow,
        ["diasllow"] = RobotsField.Disallow,
        ["disallaw"] = RobotsField.Disallow,
        ["sitemap"] = RobotsField.Sitemap,
        ["site-map"] = RobotsField.Sitemap,
        ["crawl-delay"] = RobotsField.CrawlDelay,
        ["crawldelay"] = RobotsField.CrawlDelay,
        ["request-rate"] = RobotsField.RequestRate,
        ["visit-time"] = RobotsField.VisitTime,
        ["host"] = RobotsField.Host,
    };

    private static readonly Dictionary<string, RobotsField>.AlternateLookup<ReadOnlySpan<char>> FieldsBySpan =
        Fields.GetAlternateLookup<ReadOnlySpan<char>>();

    private ReadOnlySpan<byte> _rest;

    public RobotsLines(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        _rest = body[body.CommonPrefixLength(mark)..];
    }

    /// <summary>The record's line, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>What the record sets.</summary>
    public RobotsField Field { get; private set; }

    /// <summary>What it is set to, trimmed; octets of any kind.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Moves to the next record, known or not; false at the end.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var line = NextLine();
            var comment = line.IndexOf((byte)'#');
            line = Trim(comment < 0 ? line : line[..comment]);
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                Set(line, colon);
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> NextLine()
    {
        Line++;
        var end = _rest.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
        {
            var last = _rest;
            _rest = default;
            return last;
        }

        var line = _rest[..end];
        var isPair = _rest[end] == '\r' && end + 1 < _rest.Length && _rest[end + 1] == '\n';
        _rest = _rest[(end + (isPair ? 2 : 1))..];
        return line;
    }

    private void Set(ReadOnlySpan<byte> line, int colon)
    {
        var value = Trim(line[(colon + 1)..]);
        Field = FieldOf(Trim(line[..colon]));
        Value = value;

        // A URL alone on its line is a sitemap whose field name was forgotten.
        if (Field == RobotsField.Unknown && value.StartsWith("//"u8) && value.IndexOf("sitemap"u8) >= 0
            && Ascii.EqualsIgnoreCase(line[..Math.Min(4, colon)], "http"u8))
        {
            Field = RobotsField.Sitemap;
            Value = line;
        }
    }

    private static RobotsField FieldOf(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[16];
        return Ascii.ToUtf16(name, text, out var length) == System.Buffers.OperationStatus.Done
            && FieldsBySpan.TryGetValue(text[..length], out var field) ? field : RobotsField.Unknown;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\v\f"u8);
}
