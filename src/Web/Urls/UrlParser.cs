using System.Diagnostics.CodeAnalysis;
using System.Text;
using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>
/// The basic URL parser of the URL Standard (section 4.4) for http and https, split at the delimiters instead of run as a
/// state machine. Writes the serialised URL into one buffer, in time linear in the input.
/// </summary>
internal ref struct UrlParser
{
    private readonly Encoding? _queryEncoding;
    private CharBuffer _output;
    private int _hostStart;
    private int _hostEnd;
    private int _pathStart;
    private int _port;

    private UrlParser(Encoding? queryEncoding, Span<char> buffer)
    {
        _queryEncoding = queryEncoding;
        _output = new CharBuffer(buffer);
    }

    public static bool TryParse(ReadOnlySpan<char> input, WebUrl? baseUrl, Encoding? queryEncoding, [NotNullWhen(true)] out WebUrl? url)
    {
        var parser = new UrlParser(queryEncoding, stackalloc char[512]);
        var cleaned = new CharBuffer(stackalloc char[256]);
        try
        {
            return parser.TryParse(UrlInput.Clean(input, ref cleaned), baseUrl, out url);
        }
        finally
        {
            cleaned.Dispose();
            parser._output.Dispose();
        }
    }

    private bool TryParse(scoped ReadOnlySpan<char> input, WebUrl? baseUrl, [NotNullWhen(true)] out WebUrl? url)
    {
        url = null;
        var schemeLength = UrlInput.SchemeLength(input);
        if (schemeLength < 0)
        {
            return baseUrl is not null && TryParseRelative(input, baseUrl, out url);
        }

        var https = input[..schemeLength].Equals("https", StringComparison.OrdinalIgnoreCase);
        if (!https && !input[..schemeLength].Equals("http", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = input[(schemeLength + 1)..];
        return baseUrl is not null && baseUrl.IsHttps == https && !rest.StartsWith("//", StringComparison.Ordinal)
            ? TryParseRelative(rest, baseUrl, out url)
            : TryParseAuthority(rest, https, out url);
    }

    private bool TryParseRelative(scoped ReadOnlySpan<char> input, WebUrl baseUrl, [NotNullWhen(true)] out WebUrl? url)
    {
        if (input is ['/' or '\\', '/' or '\\', ..])
        {
            return TryParseAuthority(input, baseUrl.IsHttps, out url);
        }

        ref readonly var parts = ref baseUrl.Layout;
        (_hostStart, _hostEnd, _pathStart, _port) = (parts.HostStart, parts.HostEnd, parts.PathStart, parts.Port);
        _output.Append(baseUrl.Href.AsSpan(0, _pathStart));
        switch (input)
        {
            case [] or ['?' or '#', ..]:
                _output.Append(baseUrl.PathSpan);
                url = Finish(input, input is ['?', ..] ? default : baseUrl.QuerySpan, baseUrl);
                break;
            case ['/' or '\\', ..]:
                url = FinishWithPath(input[1..], baseUrl);
                break;
            default:
                _output.Append(baseUrl.PathSpan[..baseUrl.PathSpan.LastIndexOf('/')]);
                url = FinishWithPath(input, baseUrl);
                break;
        }

        return true;
    }

    private bool TryParseAuthority(scoped ReadOnlySpan<char> input, bool https, [NotNullWhen(true)] out WebUrl? url)
    {
        url = null;
        var start = input.IndexOfAnyExcept('/', '\\');
        input = start < 0 ? default : input[start..];
        var end = input.IndexOfAny("/\\?#");
        var authority = end < 0 ? input : input[..end];
        var rest = end < 0 ? default : input[end..];

        _output.Append(https ? "https://" : "http://");
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            AppendUserinfo(authority[..at]);
            authority = authority[(at + 1)..];
        }

        _hostStart = _output.Length;
        var host = authority[..UrlInput.HostLength(authority)];
        if (host.IsEmpty || !HostParser.TryAppend(ref _output, host))
        {
            return false;
        }

        _hostEnd = _output.Length;
        if (!TryAppendPort(authority[host.Length..], https ? 443 : 80))
        {
            return false;
        }

        _pathStart = _output.Length;
        url = FinishWithPath(rest is ['/' or '\\', ..] ? rest[1..] : rest, sameAuthority: null);
        return true;
    }

    private void AppendUserinfo(scoped ReadOnlySpan<char> userinfo)
    {
        var colon = userinfo.IndexOf(':');
        var user = colon < 0 ? userinfo : userinfo[..colon];
        var password = colon < 0 ? default : userinfo[(colon + 1)..];
        if (user.IsEmpty && password.IsEmpty)
        {
            return;
        }

        PercentEncoding.Append(ref _output, user, PercentEncoding.UserinfoKept);
        if (!password.IsEmpty)
        {
            _output.Append(':');
            PercentEncoding.Append(ref _output, password, PercentEncoding.UserinfoKept);
        }

        _output.Append('@');
    }

    private bool TryAppendPort(scoped ReadOnlySpan<char> text, int defaultPort)
    {
        _port = defaultPort;
        if (text.Length <= 1)
        {
            return true;
        }

        var port = 0;
        foreach (var c in text[1..])
        {
            if (!char.IsAsciiDigit(c) || (port = (port * 10) + c - '0') > ushort.MaxValue)
            {
                return false;
            }
        }

        _port = port;
        if (port != defaultPort)
        {
            _output.Append(':');
            _output.Append(port);
        }

        return true;
    }

    private WebUrl FinishWithPath(scoped ReadOnlySpan<char> input, WebUrl? sameAuthority) =>
        Finish(input[AppendPath(input)..], default, sameAuthority);

    // Appends the path, each segment after a slash, dot segments resolved; returns its length in the input.
    private int AppendPath(scoped ReadOnlySpan<char> input)
    {
        for (var start = 0; ;)
        {
            var rest = input[start..];
            var end = rest.IndexOfAny("/\\?#");
            var segment = end < 0 ? rest : rest[..end];
            var last = end < 0 || rest[end] is '?' or '#';
            var dots = DotSegment.Dots(segment);
            if (dots == 2)
            {
                _output.Length = _pathStart + Math.Max(0, _output.Written[_pathStart..].LastIndexOf('/'));
            }

            if (dots == 0 || last)
            {
                _output.Append('/');
            }

            if (dots == 0)
            {
                PercentEncoding.Append(ref _output, segment, PercentEncoding.PathKept);
            }

            if (last)
            {
                return start + segment.Length;
            }

            start += end + 1;
        }
    }

    // Adds query and fragment from what follows the path; baseQuery stands when the input has no query of its own.
    private WebUrl Finish(scoped ReadOnlySpan<char> input, scoped ReadOnlySpan<char> baseQuery, WebUrl? sameAuthority)
    {
        var queryStart = _output.Length;
        var hash = input.IndexOf('#');
        var query = hash < 0 ? input : input[..hash];
        if (query.IsEmpty)
        {
            _output.Append(baseQuery);
        }
        else if (_queryEncoding is null)
        {
            PercentEncoding.Append(ref _output, query, PercentEncoding.QueryKept);
        }
        else
        {
            QueryEncoding.Append(ref _output, query, _queryEncoding);
        }

        var fragmentStart = _output.Length;
        if (hash >= 0)
        {
            _output.Append('#');
            PercentEncoding.Append(ref _output, input[(hash + 1)..], PercentEncoding.FragmentKept);
        }

        var layout = new UrlLayout(_hostStart, _hostEnd, _pathStart, queryStart, fragmentStart, _port);
        return new WebUrl(_output.Written.ToString(), layout, sameAuthority);
    }
}
