using System.Text;
using Thresher.Web.Charsets;
using Thresher.Web.Xhtml;

namespace Thresher.Web.Pages;

/// <summary>Tells HTML from other types (WHATWG MIME Sniffing, sections 4.6 and 7.1).</summary>
internal static class HtmlSignature
{
    private static readonly string[] Beginnings =
    [
        "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE",
        "<TITLE", "<B", "<BODY", "<BR", "<P", "<META", "<LINK", "<!--",
    ];

    public static bool IsHtml(ReadOnlySpan<char> mediaType, ReadOnlySpan<byte> bodyStart) =>
        mediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)
        || mediaType.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase)
        || (XhtmlText.IsDeclared(mediaType) && !mediaType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase) && XhtmlText.BeginsPage(bodyStart))
        || (IsNoType(mediaType) && BeginsLikeHtml(bodyStart));

    private static bool IsNoType(ReadOnlySpan<char> mediaType) =>
        !MimeType.IsType(mediaType)
        || mediaType.Equals("unknown/unknown", StringComparison.OrdinalIgnoreCase)
        || mediaType.Equals("application/unknown", StringComparison.OrdinalIgnoreCase)
        || mediaType.SequenceEqual("*/*");

    private static bool BeginsLikeHtml(ReadOnlySpan<byte> body)
    {
        body = body[CharsetSniffer.MarkOf(body).Length..].TrimStart("\t\n\f\r "u8);
        if (body.StartsWith("<?xml"u8))
        {
            // XHTML without a type: its root or doctype follows the declaration.
            body = body[(body.IndexOf((byte)'>') + 1)..].TrimStart("\t\n\f\r "u8);
        }

        foreach (var beginning in Beginnings)
        {
            if (body.Length > beginning.Length
                && Ascii.EqualsIgnoreCase(body[..beginning.Length], beginning)
                && (beginning == "<!--" || body[beginning.Length] is (byte)' ' or (byte)'>' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'/'))
            {
                return true;
            }
        }

        return false;
    }
}
