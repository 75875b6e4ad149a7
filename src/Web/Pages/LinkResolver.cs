using System.Diagnostics.CodeAnalysis;
using System.Text;
using Thresher.Web.Charsets;
using Thresher.Web.Urls;

namespace Thresher.Web.Pages;

/// <summary>
/// Resolves the references of one document as a browser does: against its base, with queries in its encoding (HTML standard,
/// section 2.4.3). Links that are followed, links that are stored and fields that hold one all come through here.
/// </summary>
public sealed class LinkResolver
{
    private readonly Encoding? _encoding;

    /// <summary>Resolves against a URL.</summary>
    /// <param name="baseUrl">The document's base.</param>
    /// <param name="charset">Its encoding's name, as in <see cref="PageCharset"/>; null for UTF-8.</param>
    public LinkResolver(WebUrl baseUrl, string? charset = null) => (BaseUrl, _encoding) = (baseUrl, charset is null ? null : CharsetLabels.QueryEncodingOf(charset));

    /// <summary>What references are resolved against.</summary>
    public WebUrl BaseUrl { get; }

    /// <summary>The resolver of a parsed page.</summary>
    /// <param name="page">The page; null for what is not HTML.</param>
    /// <param name="url">Its URL.</param>
    public static LinkResolver Of(ParsedPage? page, WebUrl url) => page is null
        ? new LinkResolver(url)
        : new LinkResolver(page.BaseHref is { } href && WebUrl.TryParse(href, url, out var stated) ? stated : url, page.Charset.Name);

    /// <summary>A reference as an absolute URL; false when it is none of http or https.</summary>
    public bool TryResolve(ReadOnlySpan<char> href, [NotNullWhen(true)] out WebUrl? url) => WebUrl.TryParse(href, BaseUrl, _encoding, out url);
}
