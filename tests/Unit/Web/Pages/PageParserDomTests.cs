using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Thresher.Web.Links;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Pages;

/// <summary>The links found without a tree are those of AngleSharp's tree, except where listed.</summary>
public sealed class PageParserDomTests
{
    private static readonly PageParser Parser = new(TimeProvider.System);

    // Written so that any sequence of them is a page. SVG, MathML and templates come whole: left open, the
    // HTML elements around them would matter, which are not tracked.
    private static readonly string[] Pieces =
    [
        "<a href=1>", "<a href='2' rel=nofollow>", "</a>", "<p>", "</p>", "<div title=\"a>b\">", "</div>", "<b>", "</b>",
        "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<form>", "<button>", "<option>", "<caption>", "<colgroup>",
        "<script>", "</script>", "<style>", "</style>", "<title>", "</title>", "<textarea>", "</textarea>", "<xmp>", "</xmp>",
        "<noscript>", "</noscript>", "<iframe src=3>", "</iframe>", "<noembed>", "</noembed>", "<noframes>", "</noframes>",
        "<!--", "-->", "--!>", "<!-->", "<![CDATA[", "]]>", "<?php", "?>", "<!doctype html>", "</>", "< ", "</ x>", "<script>x<!--", "<SCRIPT ",
        "<a href=\"4", "'", "\"", ">", "=", "/", "&amp;", "&", "<a href=\"?a=1&amp;b=2&copy=3\">", "<a href=6 ", "<area href=5>",
        "<head>", "</head>", "<body>", "</body>", "</html>", "<br>", "</br>", "<h1>", "<input>", "<img src=x>", "<object>",
        "<base href=/b>", "<link rel=next href=7>", "<meta name=robots content=noindex>", "text", "\0", "\r\n", " ", "é",
        "<a href=&lt;x&gt>", "<a href=\"\r\n8\r\n9\">", "<A\nHREF = 10>", "<a/href=11/>", "<a href=\"&notit;&#x41&#128;\">",
        "<template><p><a href=12></a></template>",
        "<svg><a href=13></a><style><a href=14></a></style><![CDATA[<a href=15>]]></svg>",
        "<svg><title><style>a<a></style></title><foreignObject><p><a href=16></a></p></foreignObject></svg>",
        "<math><mi><a href=17></a></mi><annotation-xml encoding=text/html><a href=18></a></annotation-xml></math>",
        "<svg><g><path d='>'/></g><p><a href=19>",
    ];

    [Fact]
    public void Parse_TagSoup_FindsTheLinksOfTheTree() =>
        Gen.OneOf(Pieces).Array[1, 25].Select(string.Concat).Sample(
            // A tree moves what a table must not hold in front of it: the order may differ.
            html => Assert.Equal(LinksOfTree(html).Order(), LinksOf(html).Order()), iter: 3_000);

    [Fact]
    public void Parse_TagSoup_FindsTitleAndBaseOfTheTree() =>
        Gen.OneOf(Pieces).Array[1, 15].Select(string.Concat).Sample(
            html =>
            {
                using var tree = new HtmlParser().ParseDocument(html);
                var page = Parse(html);
                Assert.Equal(tree.QuerySelector("base[href]")?.GetAttribute("href"), page.BaseHref);
                var title = tree.All.FirstOrDefault(element => element.LocalName == "title" && IsHtml(element))?.TextContent;
                Assert.Equal(title is null ? null : string.Join(' ', title.Split(" \t\n\f\r".ToCharArray(), StringSplitOptions.RemoveEmptyEntries)), page.Title);
            },
            iter: 2_000);

    [Fact]
    public void Parse_GeneratedSites_FindsTheLinksOfTheTree()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var html = MadeUpPage.Write(seed, links: 50 + (seed * 10));
            var expected = LinksOfTree(html);
            Assert.True(expected.Count > 40, $"page {seed} has {expected.Count} links");
            Assert.Equal(expected, LinksOf(html));
        }
    }

    // The standard's newer rules, AngleSharp's slips, and what a crawler sees better without.
    [Theory]
    [InlineData("<select><a href=1></select>", "1", "", "the standard parses links in a select since 2025")]
    [InlineData("<frameset><a href=1></frameset>", "1", "", "a frameset's tree drops all but frames")]
    [InlineData("<body>text<iframe src=1></iframe><frame src=2>", "1 2", "1", "a tree drops frames outside a frameset")]
    [InlineData("<p><a href=1><frameset>", "1", "", "a frameset may empty the body before it")]
    [InlineData("<svg></div><area href=1>", "1", "", "whether a div is open around the SVG is not tracked")]
    [InlineData("<svg/><![CDATA[x><a href=1>", "1", "", "AngleSharp takes CDATA after an SVG that is over")]
    [InlineData("\uFFFF<a href=1>", "1", "", "AngleSharp takes U+FFFF for the end of the page")]
    [InlineData("<a href='&#4294967361;'>", "\uFFFD", "A", "AngleSharp's numbers overflow")]
    public void Parse_KnownDifference_IsStillOne(string html, string ours, string tree, string reason)
    {
        Assert.True(ours == string.Join(' ', LinksOf(html)), reason);
        Assert.True(tree == string.Join(' ', LinksOfTree(html)), $"no longer so: {reason}");
    }

    private static List<string> LinksOf(string html) =>
        [.. Parse(html).Links.Where(link => link.Kind != LinkKind.MetaRefresh).Select(link => link.Href)];

    private static ParsedPage Parse(string html) => Parser.Parse(
        Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", new() { KeepFragments = true }, CancellationToken.None);

    private static List<string> LinksOfTree(string html)
    {
        using var tree = new HtmlParser().ParseDocument(html);
        return
        [
            .. tree.QuerySelectorAll("a[href], area[href], iframe[src], frame[src], link[rel=next], link[rel=prev], link[rel=alternate], link[rel=canonical]")
                .Where(element => element.LocalName == "a" || IsHtml(element))
                .Select(element => element.GetAttribute(element.LocalName is "iframe" or "frame" ? "src" : "href")!.Trim(' ', '\n', '\t', '\r', '\f', '\0'))
                .Distinct(),
        ];
    }

    private static bool IsHtml(IElement element) => element.NamespaceUri == "http://www.w3.org/1999/xhtml";
}
