using AngleSharp.Dom;
using Thresher.Extraction.Sources;

namespace Thresher.Extraction.Markdown;

/// <summary>
/// The readable part of a page as Markdown: its main element where the page names one, otherwise the element that holds
/// most running text; without navigation, forms and what is hidden.
/// </summary>
public static class MarkdownText
{
    private const int WorthReading = 25;

    private static readonly string[] Mains = ["main", "[role=main]", "article", "[itemprop=articleBody]", "#content", ".refentry", "#main"];

    /// <summary>The page's text; empty when it has none, or no tree.</summary>
    public static string Of(PageSource page) =>
        page.Tree?.Body is { } body ? new MarkdownWriter(page).Write(Main(body)) : "";

    private static IElement Main(IElement body)
    {
        foreach (var selector in Mains)
        {
            // One that stands for the page, not one of many teasers.
            var found = body.QuerySelectorAll(selector);
            if (found.Length == 1 && found[0].TextContent.Length > WorthReading)
            {
                return found[0];
            }
        }

        return Densest(body);
    }

    // Running text speaks for the elements around it, links against them.
    private static IElement Densest(IElement body)
    {
        var scores = new Dictionary<IElement, double>();
        foreach (var block in body.QuerySelectorAll("p, pre, td, blockquote, dd, li"))
        {
            var length = block.TextContent.Trim().Length;
            if (length < WorthReading)
            {
                continue;
            }

            var linked = block.QuerySelectorAll("a").Sum(link => link.TextContent.Length);
            var score = (1 + Math.Min(length / 100.0, 10)) * (1 - Math.Min(1, linked / (double)length));
            for (var (at, share) = (block.ParentElement, 1.0); at is not null && share > 0.1; at = at.ParentElement, share /= 2)
            {
                scores[at] = scores.GetValueOrDefault(at) + (score * share);
            }
        }

        var best = scores.Count == 0 ? body : scores.MaxBy(pair => pair.Value).Key;
        return best is { LocalName: "ul" or "ol" or "dl" or "table" or "tbody" or "tr", ParentElement: { } around } ? around : best;
    }
}
