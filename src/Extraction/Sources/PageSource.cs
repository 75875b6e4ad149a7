using AngleSharp.Html.Dom;
using Newtonsoft.Json.Linq;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Trees;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;
using Thresher.Web.Urls;
using Thresher.Web.Xhtml;

namespace Thresher.Extraction.Sources;

/// <summary>
/// One fetched page as rules and extractors read it. Text, trees and JSON are made when first asked for, once; a tree is
/// not built of a page that would take the builder too long or too deep.
/// </summary>
public sealed class PageSource : IDisposable
{
    private readonly Lazy<DecodedText> _decoded;
    private readonly Lazy<string> _text;
    private readonly Lazy<(IHtmlDocument? Tree, string? Refusal)> _tree;
    private readonly Lazy<(IHtmlDocument? Tree, string? Refusal)?> _xhtml;
    private readonly Lazy<PlainTree?> _plain;
    private readonly Lazy<(JToken? Value, string? Refusal)> _json;
    private readonly Lazy<DomTree?> _dom;
    private readonly Lazy<IReadOnlyList<JContainer>> _linkedData;
    private NodeTree? _nodes;

    /// <summary>A page with its text.</summary>
    /// <param name="url">The page's URL.</param>
    /// <param name="contentType">Content-Type header as sent.</param>
    /// <param name="isHtml">Whether it is to be read as HTML.</param>
    /// <param name="text">Makes the decoded text.</param>
    public PageSource(WebUrl url, string? contentType, bool isHtml, Func<DecodedText> text)
    {
        Url = url;
        ContentType = Web.Charsets.ContentType.MediaType(contentType).ToString().ToLowerInvariant();
        IsHtml = isHtml;
        Resolver = new LinkResolver(url);
        _decoded = new(text);
        _text = new(() => _decoded.Value.Memory.ToString());
        _xhtml = new(() => IsHtml && XhtmlText.IsDeclared(ContentType) ? XhtmlTree.Build(Text) : null);
        _tree = new(() => !IsHtml ? (null, null) : _xhtml.Value ?? HtmlGuard.Build(Text));
        _plain = new(() => IsHtml && _xhtml.Value is null ? PlainTreeBuilder.Build(_decoded.Value.Memory, Budget) : null);
        _dom = new(() => Tree is { } tree ? new DomTree(tree, Budget) : null);
        _json = new(ReadJson);
        _linkedData = new(() => JsonLdBlocks.Of(this));
    }

    /// <summary>The page's URL.</summary>
    public WebUrl Url { get; }

    /// <summary>What its links are resolved against.</summary>
    public WebUrl BaseUrl => Resolver.BaseUrl;

    /// <summary>Resolves its links.</summary>
    public LinkResolver Resolver { get; init; }

    /// <summary>Links followed from a seed.</summary>
    public int Depth { get; init; }

    /// <summary>When it was fetched.</summary>
    public DateTimeOffset FetchedAt { get; init; }

    /// <summary>Media type, lower case; empty when none was sent.</summary>
    public string ContentType { get; }

    /// <summary>Whether it is HTML.</summary>
    public bool IsHtml { get; }

    /// <summary>Whether it says that it is JSON.</summary>
    public bool IsJson => ContentType is "application/json" or "text/json" || ContentType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>The decoded body.</summary>
    public string Text => _text.Value;

    /// <summary>The page as a tree; null when it is not HTML, or refused.</summary>
    public IHtmlDocument? Tree => _tree.Value.Tree;

    /// <summary>Why there is no tree of an HTML page; null when there is one.</summary>
    public string? Refusal => _tree.Value.Refusal;

    /// <summary>The body as JSON; null when it is none, or refused.</summary>
    public JToken? Json => _json.Value.Value;

    /// <summary>Why there is no JSON; null when there is.</summary>
    internal string? JsonRefusal => _json.Value.Refusal;

    /// <summary>The page as a plain tree; null when it is not HTML, or not plain.</summary>
    internal PlainTree? Plain => _plain.Value;

    /// <summary>The page's tree as selectors are matched against it; null without one.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    internal DomTree? Dom => _dom.Value;

    /// <summary>The page's nodes as XPath moves over them; null without a tree.</summary>
    /// <exception cref="PageLimitException">The page's budget is spent.</exception>
    internal NodeTree? Nodes => _nodes ??= Tree is { } tree ? new NodeTree(tree, Budget) : null;

    /// <summary>The page's JSON-LD.</summary>
    internal IReadOnlyList<JContainer> LinkedData => _linkedData.Value;

    /// <summary>What reading the page may cost.</summary>
    internal PageBudget Budget { get; } = new();

    /// <summary>A link of the page as an absolute http or https URL; null when it is none.</summary>
    public string? Resolve(string href) => Resolver.TryResolve(href, out var url) ? url.Href : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_tree.IsValueCreated)
        {
            _tree.Value.Tree?.Dispose();
        }

        if (_plain.IsValueCreated)
        {
            _plain.Value?.Dispose();
        }

        if (_decoded.IsValueCreated)
        {
            _decoded.Value.Dispose();
        }
    }

    private (JToken? Value, string? Refusal) ReadJson()
    {
        try
        {
            return JsonText.Parse(Text, Budget) is { } value ? (value, null) : (null, "the response is not JSON");
        }
        catch (PageLimitException refused)
        {
            return (null, refused.Message);
        }
    }
}
