using System.Xml;

namespace Thresher.Web.Sitemaps;

/// <summary>Reads urlset, sitemapindex, RSS and Atom in one pass, holding one entry at a time.</summary>
internal sealed class XmlSitemap(SitemapMarkup markup, SitemapReaderOptions options) : ISitemapSource
{
    private readonly XmlReader _node = markup.Node;
    private string _rootSpace = "";
    private SitemapDraft? _draft;
    private int _draftDepth;
    private bool _inLocation;

    public SitemapFormat Format { get; private set; }

    public string? Refusal { get; private set; }

    public int Skipped { get; private set; }

    public DateTimeOffset? LastModified { get; private set; }

    public async ValueTask<SitemapEntry?> NextAsync()
    {
        if (Format == SitemapFormat.Unknown && !await ReadRootAsync())
        {
            return null;
        }

        while (await markup.AdvanceAsync())
        {
            if ((_draft is null ? await ReadOutsideAsync() : await ReadInsideAsync(_draft)) is { } entry)
            {
                return entry;
            }
        }

        return null;
    }

    public SitemapEntry? Salvage(bool endsInsideTag)
    {
        if (_draft is null)
        {
            return null;
        }

        // Only a tag after it tells that a text is whole; half a URL would be another one.
        if (_inLocation && endsInsideTag)
        {
            _draft.Set(SitemapField.Location, markup.TakeText());
        }
        else if (!endsInsideTag && Format == SitemapFormat.Index)
        {
            _draft.Fallback = null;
        }

        return _draft.Build();
    }

    private async ValueTask<bool> ReadRootAsync()
    {
        while (await markup.AdvanceAsync())
        {
            if (_node.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            var format = SitemapVocabulary.FormatOf(_node.LocalName);
            _rootSpace = _node.NamespaceURI;
            var isForeign = options.RequireNamespace
                && format is SitemapFormat.UrlSet or SitemapFormat.Index
                && !SitemapVocabulary.IsOfficial(_rootSpace);
            Refusal = isForeign ? $"its namespace {_rootSpace} is not that of sitemaps.org"
                : format == SitemapFormat.Unknown ? $"its root element {_node.LocalName} is neither urlset, sitemapindex, rss, RDF nor feed"
                : null;
            Format = isForeign ? SitemapFormat.Unknown : format;
            return Refusal is null;
        }

        return false;
    }

    private async ValueTask<SitemapEntry?> ReadOutsideAsync()
    {
        if (_node.NodeType != XmlNodeType.Element || !SitemapVocabulary.IsOurs(_node.NamespaceURI, _rootSpace))
        {
            return null;
        }

        if (SitemapVocabulary.EntryOf(Format, _node.LocalName) is { } kind)
        {
            (_draft, _draftDepth) = (new SitemapDraft(kind), _node.Depth);
            return _node.IsEmptyElement ? Close(_draft) : null;
        }

        if (Format == SitemapFormat.Rss && _node.LocalName == "pubDate" && !_node.IsEmptyElement)
        {
            LastModified ??= SitemapDate.Parse(await markup.ReadElementTextAsync());
        }

        return null;
    }

    private async ValueTask<SitemapEntry?> ReadInsideAsync(SitemapDraft draft)
    {
        switch (_node.NodeType)
        {
            case XmlNodeType.EndElement when _node.Depth == _draftDepth:
                return Close(draft);
            case XmlNodeType.Element when _node.Depth == _draftDepth + 1 && SitemapVocabulary.IsOurs(_node.NamespaceURI, _rootSpace):
                return await ReadFieldAsync(draft);
            // Some indexes forget the loc element and leave its text in place.
            case XmlNodeType.Text or XmlNodeType.CDATA when _node.Depth == _draftDepth + 1 && Format == SitemapFormat.Index:
                draft.Set(SitemapField.Fallback, await markup.ReadNodeTextAsync());
                return null;
            default:
                return null;
        }
    }

    private async ValueTask<SitemapEntry?> ReadFieldAsync(SitemapDraft draft)
    {
        if (Format == SitemapFormat.Atom && _node.LocalName == "link")
        {
            var isAlternate = _node.GetAttribute("rel") is null or "" or "alternate";
            draft.Set(SitemapField.Location, isAlternate ? LinkTarget() : "");
            return null;
        }

        var field = SitemapVocabulary.FieldOf(Format, _node.LocalName);
        if (field == SitemapField.None || _node.IsEmptyElement)
        {
            return null;
        }

        // Several locations in one entry are so many entries with a closing tag forgotten.
        SitemapEntry? finished = null;
        if (field == SitemapField.Location && Format != SitemapFormat.Rss && !string.IsNullOrEmpty(draft.Location))
        {
            finished = draft.Build();
            _draft = draft = new SitemapDraft(draft.Kind);
        }

        _inLocation = field == SitemapField.Location;
        draft.Set(field, await markup.ReadElementTextAsync());
        _inLocation = false;
        return finished;
    }

    private string LinkTarget() =>
        _node.GetAttribute("href")?.Trim() is { Length: <= SitemapReaderOptions.MaxLocationLength } target ? target : "";

    private SitemapEntry? Close(SitemapDraft draft)
    {
        var entry = draft.Build();
        Skipped += entry is null ? 1 : 0;
        _draft = null;
        return entry;
    }
}
