using System.Xml;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Thresher.Web.Xhtml;

namespace Thresher.Extraction.Trees;

/// <summary>Builds the tree of a page by XML's rules: what the tags say, nothing implied, nothing moved.</summary>
internal static class XhtmlTree
{
    private const string XmlnsNamespace = "http://www.w3.org/2000/xmlns/";

    /// <summary>The tree of a page, or why there is none; null when the page is not well-formed, and so no XML.</summary>
    public static (IHtmlDocument? Tree, string? Refusal)? Build(string text)
    {
        if (text.Length > HtmlGuard.MaxLength)
        {
            return null;
        }

        var document = new HtmlParser().ParseDocument("");
        document.RemoveChild(document.DocumentElement);
        try
        {
            using var reader = XhtmlText.Open(text);
            var open = new Stack<INode>([document]);
            var elements = 0;
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element when ++elements > HtmlGuard.MaxNodes:
                        return Refuse(document, $"the page has more than {HtmlGuard.MaxNodes} elements");
                    case XmlNodeType.Element when reader.Depth >= HtmlGuard.MaxDepth:
                        return Refuse(document, $"the page nests elements deeper than {HtmlGuard.MaxDepth}");
                    case XmlNodeType.Element when reader.AttributeCount > HtmlGuard.MaxAttributes:
                        return Refuse(document, $"a tag of the page has more than {HtmlGuard.MaxAttributes} attributes");
                    case XmlNodeType.Element:
                        var isEmpty = reader.IsEmptyElement;
                        var element = Append(document, open.Peek(), reader);
                        if (!isEmpty)
                        {
                            open.Push(element is IHtmlTemplateElement template ? template.Content : element);
                        }

                        break;
                    case XmlNodeType.EndElement:
                        open.Pop();
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when open.Count > 1:
                        open.Peek().AppendChild(document.CreateTextNode(reader.Value));
                        break;
                }
            }

            return (document, null);
        }
        catch (XmlException)
        {
            document.Dispose();
            return null;
        }
        catch (DomException fault)
        {
            return Refuse(document, $"no tree could be built of the page ({fault.Message})");
        }
    }

    private static IElement Append(IDocument document, INode parent, XmlReader reader)
    {
        var element = document.CreateElement(XhtmlText.IsHtml(reader.NamespaceURI) ? XhtmlText.Namespace : reader.NamespaceURI, reader.Name);
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != XmlnsNamespace)
            {
                element.SetAttribute(reader.NamespaceURI.Length == 0 ? null! : reader.NamespaceURI, reader.Name, reader.Value);
            }
        }

        reader.MoveToElement();
        parent.AppendChild(element);
        return element;
    }

    private static (IHtmlDocument?, string?) Refuse(IHtmlDocument document, string why)
    {
        document.Dispose();
        return (null, why);
    }
}
