using System.Buffers;
using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>
/// Turns a URL into the text that identifies it in a crawl; what is requested stays <see cref="WebUrl.RequestHref"/>. Two URLs
/// with the same canonical form are one page. The result is ASCII, parses to itself, and canonicalizes to itself. <c>docs/urls.md</c>
/// lists the rules one by one. Thread-safe.
/// </summary>
public sealed class Canonicalizer(CanonicalizationOptions options)
{
    // An escape to check, or a character that RFC 3986 forbids in paths and queries and the URL Standard leaves there.
    private static readonly SearchValues<char> Rewritten = SearchValues.Create("%[\\]^`{|}");

    private readonly TrackingParameters _tracking = new(options.TrackingParameters);

    /// <summary>A canonicalizer with the default options.</summary>
    public Canonicalizer()
        : this(new CanonicalizationOptions())
    {
    }

    /// <summary>The canonical form; the URL's own string when that is canonical already.</summary>
    public string Canonicalize(WebUrl url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var request = url.RequestHref;
        var mayHaveSession = PathSession.MayHave(url.PathSpan);
        if (!mayHaveSession && !url.PathSpan.ContainsAny(Rewritten) && IsCanonicalQuery(url.QuerySpan))
        {
            return request;
        }

        var output = new CharBuffer(stackalloc char[512]);
        output.Append(request.AsSpan(0, request.Length - url.PathSpan.Length - url.QuerySpan.Length));
        AppendPath(ref output, url.PathSpan, mayHaveSession);
        AppendQuery(ref output, url.QuerySpan);
        var canonical = output.Written.SequenceEqual(request) ? request : output.Written.ToString();
        output.Dispose();
        return canonical;
    }

    private static void AppendPath(ref CharBuffer output, scoped ReadOnlySpan<char> path, bool mayHaveSession)
    {
        if (!mayHaveSession)
        {
            AppendNormalized(ref output, path);
            return;
        }

        var stripped = ArrayPool<char>.Shared.Rent(path.Length + 1);
        AppendNormalized(ref output, stripped.AsSpan(0, PathSession.Strip(path, stripped)));
        ArrayPool<char>.Shared.Return(stripped);
    }

    private bool IsCanonicalQuery(ReadOnlySpan<char> query)
    {
        if (query.IsEmpty)
        {
            return true;
        }

        query = query[1..];
        if (query.IsEmpty || query.ContainsAny(Rewritten))
        {
            return false;
        }

        foreach (var parameter in query.Split('&'))
        {
            if (_tracking.Match(query[parameter]))
            {
                return false;
            }
        }

        return true;
    }

    private void AppendQuery(ref CharBuffer output, ReadOnlySpan<char> query)
    {
        if (query.IsEmpty)
        {
            return;
        }

        var start = output.Length;
        var separator = '?';
        query = query[1..];
        foreach (var parameter in query.Split('&'))
        {
            var mark = output.Length;
            output.Append(separator);
            AppendNormalized(ref output, query[parameter]);
            if (_tracking.Match(output.Written[(mark + 1)..]))
            {
                output.Length = mark;
            }
            else
            {
                separator = '&';
            }
        }

        if (output.Length == start + 1)
        {
            // A question mark at the end.
            output.Length = start;
        }
    }

    // Escapes of unreserved characters are decoded (RFC 3986, 6.2.2.2), others written in upper case (6.2.2.1); a percent sign
    // that begins no escape, and characters that may not stand in a URI, are escaped.
    private static void AppendNormalized(ref CharBuffer output, scoped ReadOnlySpan<char> text)
    {
        while (true)
        {
            var run = text.IndexOfAny(Rewritten);
            if (run < 0)
            {
                output.Append(text);
                return;
            }

            output.Append(text[..run]);
            text = text[run..];
            if (text is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
            {
                var value = (byte)((HexValue(high) << 4) | HexValue(low));
                if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                {
                    output.Append((char)value);
                }
                else
                {
                    output.AppendEscape(value);
                }

                text = text[3..];
            }
            else
            {
                output.AppendEscape((byte)text[0]);
                text = text[1..];
            }
        }
    }

    private static int HexValue(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
