using System.Text;
using System.Xml;
using Thresher.Web.Streams;

namespace Thresher.Web.Xhtml;

/// <summary>
/// Writes what a well-formed XHTML page says in HTML's syntax, for the reader of pages: the elements that link or speak of the page, with
/// those attributes, and the text. What HTML's parser would take for something else (raw text, foreign content, templates) is written so
/// that it cannot.
/// </summary>
internal sealed class XhtmlProjection
{
    private const int CheckEvery = 1024;

    private readonly StringBuilder _html = new();
    private int _headDepth = -1;
    private int _titleDepth = -1;
    private int _silentDepth = -1;

    /// <summary>The page in HTML's syntax; null when it is not well-formed, or time was up.</summary>
    public static string? Of(string text, in Deadline deadline)
    {
        try
        {
            using var reader = XhtmlText.Open(text);
            var projection = new XhtmlProjection();
            for (var nodes = 1; reader.Read(); nodes++)
            {
                if (nodes % CheckEvery == 0 && deadline.HasPassed())
                {
                    return null;
                }

                projection.Take(reader);
            }

            return projection._html.ToString();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private void Take(XmlReader node)
    {
        if (_silentDepth >= 0)
        {
            _silentDepth = node.NodeType == XmlNodeType.EndElement && node.Depth == _silentDepth ? -1 : _silentDepth;
            return;
        }

        switch (node.NodeType)
        {
            case XmlNodeType.Element:
                Open(node);
                break;
            case XmlNodeType.EndElement:
                Close(node);
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when _headDepth < 0 || _titleDepth >= 0:
                Escape(node.Value, inAttribute: false);
                break;
        }
    }

    private void Open(XmlReader node)
    {
        var isHtml = XhtmlText.IsHtml(node.NamespaceURI);
        var name = isHtml || (node.NamespaceURI == XhtmlText.SvgNamespace && node.LocalName == "a") ? node.LocalName : "";
        var isEmpty = node.IsEmptyElement;
        var depth = node.Depth;
        if (_titleDepth >= 0)
        {
            return;
        }

        switch (name)
        {
            case "a" or "area" or "link" or "base" or "meta" or "frame":
                Tag(node, name);
                break;
            case "iframe":
                Tag(node, name);
                _html.Append("</iframe>");
                break;
            case "template" or "script" or "style":
                _silentDepth = isEmpty ? -1 : depth;
                break;
            case "html":
                break;
            case "head":
                _headDepth = isEmpty ? -1 : depth;
                _html.Append("<head>");
                break;
            case "body":
                _html.Append("<body>");
                break;
            case "title" when isEmpty:
                _html.Append("<title></title>");
                break;
            case "title":
                _titleDepth = depth;
                _html.Append("<title>");
                break;
            default:
                // Stands between two texts as any element does; in a head it would end it.
                _html.Append(_headDepth < 0 ? "<p>" : "");
                break;
        }
    }

    private void Close(XmlReader node)
    {
        if (node.Depth == _titleDepth)
        {
            _titleDepth = -1;
            _html.Append("</title>");
        }
        else if (node.Depth == _headDepth)
        {
            _headDepth = -1;
            _html.Append("</head><body>");
        }
        else if (_headDepth < 0 && _titleDepth < 0)
        {
            _html.Append("</p>");
        }
    }

    private void Tag(XmlReader node, string name)
    {
        _html.Append('<').Append(name);
        while (node.MoveToNextAttribute())
        {
            if (node.NamespaceURI.Length == 0 && node.LocalName is "href" or "src" or "rel" or "name" or "content" or "http-equiv")
            {
                _html.Append(' ').Append(node.LocalName).Append("=\"");
                Escape(node.Value, inAttribute: true);
                _html.Append('"');
            }
        }

        node.MoveToElement();
        _html.Append('>');
    }

    private void Escape(string text, bool inAttribute)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '"' when inAttribute => _html.Append("&quot;"),
                _ => _html.Append(c),
            };
        }
    }
}
