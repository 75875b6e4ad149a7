using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Thresher.Web.Urls;

/// <summary>
/// An http or https URL as the WHATWG URL Standard parses and serialises it. Immutable; the parts are ranges of
/// <see cref="Href"/>, and a part's string is created on first use.
/// </summary>
public sealed class WebUrl : IEquatable<WebUrl>
{
    /// <summary>
    /// Longest input and longest <see cref="Href"/> accepted, in UTF-16 units; longer ones are rejected. The standard sets no
    /// limit; a crawl's own (2,048 by default) is applied when a link is admitted.
    /// </summary>
    public const int MaxLength = 2 * 1024 * 1024;

    private readonly UrlLayout _layout;
    private string? _domainKey;
    private string? _pathAndQuery;
    private string? _requestHref;

    // A link with the authority of its base URL takes over its domain key, so that all links of a page share one string.
    internal WebUrl(string href, in UrlLayout layout, WebUrl? sameAuthority)
    {
        Href = href;
        _layout = layout;
        _domainKey = sameAuthority?._domainKey;
    }

    /// <summary>The whole URL serialised, with userinfo and fragment.</summary>
    public string Href { get; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme => IsHttps ? "https" : "http";

    /// <summary>Whether the scheme is https.</summary>
    public bool IsHttps => Href[4] == 's';

    /// <summary>Lower-case ASCII (punycode) name, dotted IPv4 address or IPv6 address in brackets.</summary>
    public string Host => _layout.HostEnd == _layout.PathStart ? DomainKey : Href[_layout.HostStart.._layout.HostEnd];

    /// <summary>The port in effect, 0 to 65,535: 80 or 443 when the URL names none.</summary>
    public int Port => _layout.Port;

    /// <summary>The host, and <c>:port</c> unless it is the scheme's default: the key of the domain's grain.</summary>
    public string DomainKey => _domainKey ??= Href[_layout.HostStart.._layout.PathStart];

    /// <summary>Scheme, host and port, as in <c>https://example.org:8443</c>.</summary>
    public string Origin => string.Concat(Href.AsSpan(0, AuthorityStart), Href.AsSpan(_layout.HostStart, _layout.PathStart - _layout.HostStart));

    /// <summary>The path, beginning with <c>/</c>.</summary>
    public string Path => Href[_layout.PathStart.._layout.QueryStart];

    /// <summary>Path and query as an HTTP request's target carries them; a bare <c>?</c> stays.</summary>
    public string PathAndQuery => _pathAndQuery ??= Href[_layout.PathStart.._layout.FragmentStart];

    /// <summary>What is requested: <see cref="Href"/> without userinfo and fragment, otherwise unchanged.</summary>
    public string RequestHref => _requestHref ??= WithoutUserinfoAndFragment();

    /// <summary><see cref="Path"/> without allocating a string.</summary>
    internal ReadOnlySpan<char> PathSpan => Href.AsSpan(_layout.PathStart, _layout.QueryStart - _layout.PathStart);

    /// <summary><see cref="PathAndQuery"/> without allocating a string.</summary>
    internal ReadOnlySpan<char> PathAndQuerySpan => Href.AsSpan(_layout.PathStart, _layout.FragmentStart - _layout.PathStart);

    /// <summary>The query with its <c>?</c>, or nothing.</summary>
    internal ReadOnlySpan<char> QuerySpan => Href.AsSpan(_layout.QueryStart, _layout.FragmentStart - _layout.QueryStart);

    /// <summary>The fragment with its <c>#</c>, or nothing.</summary>
    internal ReadOnlySpan<char> FragmentSpan => Href.AsSpan(_layout.FragmentStart);

    internal ref readonly UrlLayout Layout => ref _layout;

    private int AuthorityStart => IsHttps ? 8 : 7;

    /// <summary>Parses by the URL Standard's basic URL parser (section 4.4); queries are escaped as UTF-8.</summary>
    /// <param name="input">Text as found in a page; surrounding blanks, tabs and line ends are dropped as the standard says.</param>
    /// <param name="baseUrl">What a relative reference starts from; null takes absolute URLs only.</param>
    /// <param name="url">The URL, or null.</param>
    /// <returns>False when the input is not a URL, or one of another scheme than http and https.</returns>
    public static bool TryParse(ReadOnlySpan<char> input, WebUrl? baseUrl, [NotNullWhen(true)] out WebUrl? url) =>
        TryParse(input, baseUrl, queryEncoding: null, out url);

    /// <summary>As the other overload, for a page in a legacy encoding, which the escapes of non-ASCII queries depend on.</summary>
    /// <param name="input">Text as found in a page.</param>
    /// <param name="baseUrl">What a relative reference starts from; null takes absolute URLs only.</param>
    /// <param name="queryEncoding">The page's encoding; null or any Unicode encoding means UTF-8.</param>
    /// <param name="url">The URL, or null.</param>
    /// <returns>False when the input is not a URL, or one of another scheme than http and https.</returns>
    public static bool TryParse(ReadOnlySpan<char> input, WebUrl? baseUrl, Encoding? queryEncoding, [NotNullWhen(true)] out WebUrl? url)
    {
        url = null;
        if (input.Length > MaxLength
            || !(CleanUrl.TryParse(input, baseUrl, out url) || UrlParser.TryParse(input, baseUrl, queryEncoding, out url)))
        {
            return false;
        }

        url = url.Href.Length <= MaxLength ? url : null;
        return url is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Href;

    /// <summary>Equal when <see cref="Href"/> is equal; identity in a crawl is <see cref="UrlIdentity"/>.</summary>
    public bool Equals(WebUrl? other) => other is not null && string.Equals(Href, other.Href, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WebUrl);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Href, StringComparison.Ordinal);

    private string WithoutUserinfoAndFragment()
    {
        if (_layout.HostStart == AuthorityStart)
        {
            return _layout.FragmentStart == Href.Length ? Href : Href[.._layout.FragmentStart];
        }

        return string.Concat(Href.AsSpan(0, AuthorityStart), Href.AsSpan(_layout.HostStart, _layout.FragmentStart - _layout.HostStart));
    }
}
