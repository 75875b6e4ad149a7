using Thresher.Extraction.Elements;
using Thresher.Extraction.Selectors;
using Thresher.Extraction.Sources;

namespace Thresher.Extraction.Markdown;

/// <summary>
/// The readable part of a page as Markdown: its main element where the page names one, otherwise the element that holds
/// most running text; without navigation, forms and what is hidden.
/// </summary>
internal static class MarkdownText
{
    private const int WorthReading = 25;

    private static readonly FlatSelector[] Mains =
        [.. new[] { "main", "[role=main]", "article", "[itemprop=articleBody]", "#content", ".refentry", "#main" }.Select(FlatSelectorCompiler.Compile)];

    private static readonly FlatSelector Running = FlatSelectorCompiler.Compile("p, pre, td, blockquote, dd, li");
    private static readonly FlatSelector Links = FlatSelectorCompiler.Compile("a");

    /// <summary>The page's text; empty when it has none, or no tree.</summary>
    /// <exception cref="PageLimitException">It would cost more than a page may.</exception>
    public static string Of(PageSource page) =>
        page.Tree?.Body is { } body && page.Dom is { } tree && tree.IndexOf(body) is >= 0 and var at
            ? new MarkdownWriter(page, tree).Write(tree.Node(Main(tree, at)))
            : "";

    private static int Main(DomTree tree, int body)
    {
        foreach (var selector in Mains)
        {
            // One that stands for the page, not one of many teasers.
            var found = CssSource.Matches(selector, tree, body).Take(2).ToList();
            if (found.Count == 1 && tree.TextLength(found[0]) > WorthReading)
            {
                return found[0];
            }
        }

        return Densest(tree, body);
    }

    // Running text speaks for the elements around it, links against them.
    private static int Densest(DomTree tree, int body)
    {
        var scores = new Dictionary<int, double>();
        foreach (var block in CssSource.Matches(Running, tree, body))
        {
            if (tree.TextLength(block) < WorthReading)
            {
                continue;
            }

            tree.SpendOn(block);
            var length = tree.Node(block).TextContent.Trim().Length;
            if (length < WorthReading)
            {
                continue;
            }

            var linked = CssSource.Matches(Links, tree, block).Sum(tree.TextLength);
            var score = (1 + Math.Min(length / 100.0, 10)) * (1 - Math.Min(1, linked / (double)length));
            for (var (at, share) = (tree[block].Parent, 1.0); at >= 0 && share > 0.1; at = tree[at].Parent, share /= 2)
            {
                scores[at] = scores.GetValueOrDefault(at) + (score * share);
            }
        }

        var best = scores.Count == 0 ? body : scores.MaxBy(pair => pair.Value).Key;
        return tree.NameOf(best) is "ul" or "ol" or "dl" or "table" or "tbody" or "tr" && tree[best].Parent is >= 0 and var around ? around : best;
    }
}
