using System.Text;
using System.Xml;

namespace Thresher.Web.Xhtml;

/// <summary>
/// Opens pages that are to be read by XML's rules: those declared as XML. Whether one is well-formed shows while it is read; one that is
/// not is read as HTML instead, for its links would be lost otherwise. Nothing outside the page is loaded.
/// </summary>
internal static class XhtmlText
{
    /// <summary>The namespace of HTML's elements.</summary>
    public const string Namespace = "http://www.w3.org/1999/xhtml";

    /// <summary>The namespace of SVG's elements.</summary>
    public const string SvgNamespace = "http://www.w3.org/2000/svg";

    // Far into a page nobody begins it.
    private const int LongestProlog = 16 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Parse,
        XmlResolver = null,
        MaxCharactersFromEntities = 1 << 20,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Whether a media type says that a document is XML (MIME Sniffing standard, section 4.6).</summary>
    public static bool IsDeclared(ReadOnlySpan<char> mediaType) =>
        mediaType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
        || mediaType.Equals("application/xml", StringComparison.OrdinalIgnoreCase)
        || mediaType.Equals("text/xml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an XML document's beginning is that of a page: an <c>html</c> element of XHTML's namespace.</summary>
    public static bool BeginsPage(ReadOnlySpan<byte> body)
    {
        var text = body[..Math.Min(body.Length, LongestProlog)];
        var root = text.IndexOf("<html"u8);
        return root >= 0 && text[root..] is var tag && tag[..Math.Max(0, tag.IndexOf((byte)'>'))].IndexOf("http://www.w3.org/1999/xhtml"u8) >= 0
            && text[..root].IndexOf("<rss"u8) < 0;
    }

    /// <summary>Opens a page.</summary>
    public static XmlReader Open(string text) => XmlReader.Create(new StringReader(WithEntities(text.TrimStart("\uFEFF\t\r\n ".ToCharArray()))), Settings);

    /// <summary>Whether an element or attribute without a prefix, or one of HTML's namespace, is HTML's.</summary>
    public static bool IsHtml(string space) => space is "" or Namespace;

    // The entities are declared in the document type, beside what it declares itself.
    private static string WithEntities(string text)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, LongestProlog)).IndexOf("<!DOCTYPE");
        if (start < 0 || !text.Contains('&', StringComparison.Ordinal))
        {
            return text;
        }

        var end = start;
        char quote = '\0';
        for (; end < text.Length && (quote != '\0' || text[end] is not ('>' or '[')); end++)
        {
            quote = quote == text[end] ? '\0' : quote == '\0' && text[end] is '"' or '\'' ? text[end] : quote;
        }

        var declaration = text.AsSpan(start, end - start);
        if (end == text.Length || !(declaration.Contains("//DTD XHTML", StringComparison.Ordinal) || declaration.Contains("//DTD MathML", StringComparison.Ordinal)))
        {
            return text;
        }

        var written = new StringBuilder(text.Length + XhtmlEntities.Declarations.Length + 4).Append(text, 0, end);
        return text[end] == '['
            ? written.Append('[').Append(XhtmlEntities.Declarations).Append(text, end + 1, text.Length - end - 1).ToString()
            : written.Append(" [").Append(XhtmlEntities.Declarations).Append(']').Append(text, end, text.Length - end).ToString();
    }
}
