using System.Buffers;
using Thresher.Web.Charsets;
using Thresher.Web.Html;
using Thresher.Web.Links;
using Thresher.Web.Streams;

namespace Thresher.Web.Pages;

/// <summary>
/// Extracts from a page's tags what a crawler needs, following as much of the HTML standard's tree building as
/// determines what a tag means: raw text, templates, foreign content, the end of the head. Differences from a
/// browser's tree are listed in the tests.
/// </summary>
internal ref partial struct PageReader : IDisposable
{
    private const int CheckEvery = 64 * 1024;

    private readonly ParsingOptions _options;
    private readonly LinkTable _links;
    private readonly SimHash _simHash = new();
    private HtmlScanner _scanner;
    private ForeignContent _foreign;
    private CanonicalTarget _canonical;
    private char[] _scratch = [];
    private bool _inHead = true;
    private string? _title;
    private string? _baseHref;
    private string? _refresh;
    private PageDirectives _directives;
    private int _overlongLinks;

    public PageReader(ReadOnlySpan<char> text, ParsingOptions options)
    {
        _options = options;
        _links = new(options.MaxLinks);
        _scanner = new(text) { WatchesText = true, Text = _simHash };
    }

    /// <summary>The encoding the text was read in if it was only guessed; a <c>meta</c> that declares another stops the reading.</summary>
    public string? GuessedCharset { get; set; }

    /// <summary>The other encoding a <c>meta</c> declared: the page is to be read again in it.</summary>
    public string? DeclaredCharset { get; private set; }

    /// <summary>Reads the page; false when <paramref name="deadline"/> passed first.</summary>
    public bool Read(in Deadline deadline)
    {
        var nextCheck = CheckEvery;
        while (DeclaredCharset is null && _scanner.Read())
        {
            if (_scanner.Position >= nextCheck)
            {
                nextCheck = _scanner.Position + CheckEvery;
                if (deadline.HasPassed())
                {
                    return false;
                }
            }

            var tag = TagNames.Of(_scanner.TagName);
            if (_inHead && !_foreign.IsInTemplate)
            {
                FollowHead(tag);
            }

            if (_scanner.IsEndTag)
            {
                _foreign.Close(_scanner.TagName, tag);
                _scanner.AllowsCdata = _foreign.AllowsCdata;
            }
            else if (!_foreign.IsEmpty)
            {
                OpenInside(tag);
            }
            else if (tag is not (TagName.Other or TagName.P))
            {
                Open(tag);
            }
        }

        return true;
    }

    /// <summary>The result.</summary>
    public ParsedPage ToPage(PageCharset charset, bool timedOut) => new()
    {
        Title = _title,
        BaseHref = _baseHref,
        Charset = charset,
        Links = _links.ToArray(withEmpty: _options.KeepFragments || _baseHref is not null),
        LinksCut = _links.IsCut,
        OverlongLinks = _overlongLinks,
        Canonical = _canonical.Value,
        MetaRefresh = _refresh,
        Directives = _directives,
        TimedOut = timedOut,
        SimHash = _simHash.Value,
    };

    public readonly void Dispose()
    {
        _links.Dispose();
        if (_scratch.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_scratch);
        }
    }

    // The head ends, with or without an end tag, at the first thing that does not belong in it.
    private void FollowHead(TagName tag)
    {
        var ends = _scanner.IsEndTag ? tag is TagName.Body or TagName.Html or TagName.Br : !tag.BelongsInHead();
        if (ends || _scanner.SawText)
        {
            _inHead = false;
        }

        _scanner.WatchesText = _inHead;
    }

    private void OpenInside(TagName tag)
    {
        var name = _scanner.TagName;
        if (!_foreign.IsForeign(name, tag))
        {
            Open(tag);
            return;
        }

        if (TagNames.BreaksOut(name))
        {
            _foreign.BreakOut();
            _scanner.AllowsCdata = _foreign.AllowsCdata;
            Open(tag);
            return;
        }

        OpenForeign(name, tag);
        _scanner.AllowsCdata = _foreign.AllowsCdata;
    }

    private void OpenForeign(ReadOnlySpan<char> name, TagName tag)
    {
        var isFont = name.Equals("font", StringComparison.OrdinalIgnoreCase);
        var isHtmlAnnotation = false;
        ReadOnlySpan<char> href = default, rel = default;
        var hasHref = false;
        while (_scanner.ReadAttribute(out var attribute, out var value))
        {
            if (isFont && (Is(attribute, "color") || Is(attribute, "face") || Is(attribute, "size")))
            {
                _foreign.BreakOut();
                return;
            }

            if (!hasHref && Is(attribute, "href"))
            {
                hasHref = true;
                href = value;
            }
            else if (rel.IsEmpty && Is(attribute, "rel"))
            {
                rel = value;
            }
            else if (Is(attribute, "encoding"))
            {
                isHtmlAnnotation |= Is(value, "text/html") || Is(value, "application/xhtml+xml");
            }
        }

        if (!_scanner.IsComplete)
        {
            return;
        }

        if (tag == TagName.A && hasHref)
        {
            AddLink(href, LinkKind.Anchor, RelTokens.Parse(Decoded(rel)).Endorsement());
        }

        if (!_scanner.IsSelfClosing)
        {
            _foreign.Open(name, isHtmlAnnotation);
        }
    }

    private void Open(TagName tag)
    {
        switch (tag)
        {
            case TagName.A:
                ReadLink("href", LinkKind.Anchor);
                break;
            case TagName.Area:
                ReadLink("href", LinkKind.Area);
                break;
            case TagName.Frame:
                ReadLink("src", LinkKind.Frame);
                break;
            case TagName.Iframe:
                ReadLink("src", LinkKind.Iframe);
                SkipRawText("iframe");
                break;
            case TagName.Link:
                ReadLinkElement();
                break;
            case TagName.Base:
                ReadBase();
                break;
            case TagName.Meta:
                ReadMeta();
                break;
            case TagName.Title:
                ReadTitle();
                break;
            case TagName.Script:
                SkipTag();
                _scanner.SkipScript();
                break;
            case TagName.Style or TagName.Textarea or TagName.Xmp or TagName.Noembed or TagName.Noframes:
                SkipTag();
                SkipRawText(_scanner.TagName);
                break;
            case TagName.Plaintext:
                SkipTag();
                _scanner.SkipToEnd();
                break;
            case TagName.Template:
                _foreign.OpenTemplate();
                _scanner.AllowsCdata = false;
                break;
            case TagName.Svg or TagName.Math:
                SkipTag();
                if (_scanner.IsComplete && !_scanner.IsSelfClosing)
                {
                    _foreign.OpenRoot(tag);
                    _scanner.AllowsCdata = true;
                }

                break;
            default:
                break;
        }
    }
}
