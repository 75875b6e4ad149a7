using System.Text;
using Thresher.Web.Html;

namespace Thresher.Extraction.Trees;

/// <summary>
/// Takes from a page's markup what AngleSharp's tokenizer cannot: <c>&lt;/&gt;</c> means nothing between tags, but for each of a row the
/// tokenizer calls itself again; at U+FFFF it stops. Text inside scripts, titles and attributes stays as it is.
/// </summary>
internal static class EmptyEndTags
{
    private const string Tag = "</>";

    // No stack minds so many.
    private const int MostInARow = 256;

    private static readonly string LongRow = string.Concat(Enumerable.Repeat(Tag, MostInARow));

    // Inside these an element's text may be markup after all.
    private static readonly string[] Doubtful = ["<svg", "<math", "<select", "<frameset"];

    /// <summary>The markup, with long rows shortened.</summary>
    public static string Shorten(string html)
    {
        if (html.Contains(LongRow, StringComparison.Ordinal))
        {
            html = Array.Exists(Doubtful, tag => html.Contains(tag, StringComparison.OrdinalIgnoreCase))
                ? html.Replace(Tag, "", StringComparison.Ordinal)
                : BetweenTags(html);
        }

        return html.Contains('\uFFFF') ? html.Replace('\uFFFF', '\uFFFD') : html;
    }

    private static string BetweenTags(string html)
    {
        var kept = new StringBuilder(html.Length);
        var scanner = new HtmlScanner(html);
        var from = 0;
        while (scanner.Read())
        {
            kept.Append(html[from..scanner.TagStart].Replace(Tag, "", StringComparison.Ordinal));
            from = scanner.TagStart;
            var name = scanner.TagName.ToString().ToLowerInvariant();
            while (scanner.ReadAttribute(out _, out _))
            {
            }

            if (!scanner.IsEndTag && name == "script")
            {
                scanner.SkipScript();
            }
            else if (!scanner.IsEndTag && name is "style" or "title" or "textarea" or "xmp" or "iframe" or "noembed" or "noframes")
            {
                _ = scanner.ReadRawText(name);
            }

            kept.Append(html, from, scanner.Position - from);
            from = scanner.Position;
        }

        return kept.Append(html[from..].Replace(Tag, "", StringComparison.Ordinal)).ToString();
    }
}
