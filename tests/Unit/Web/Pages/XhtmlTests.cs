using System.Text;
using System.Xml.Linq;
using CsCheck;
using Thresher.Extraction.Trees;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Pages;

/// <summary>XHTML that is well-formed and declared so is XML; the rest is HTML.</summary>
public sealed class XhtmlTests
{
    private const string Head = """<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>""";

    private static readonly string[] Pieces =
    [
        "<a href=\"1\">x</a>", "<a href=\"?a=1&amp;b=2\"/>", "<p>", "</p>", "<div/>", "<div>", "</div>", "<script src=\"s\"/>", "<script>x &lt; y</script>", "<style/>", "<textarea/>",
        "<textarea><a href=\"2\"/></textarea>", "<iframe src=\"3\"/>", "<iframe src=\"4\"><a href=\"5\"/></iframe>", "<xmp><a href=\"6\"/></xmp>", "<noscript><a href=\"7\"/></noscript>",
        "<![CDATA[<a href=\"no\">]]>", "<!-- <a href=\"no\"/> -->", "<?pi <a href=\"no\"/> ?>", "<select><a href=\"8\"/></select>", "<table><a href=\"9\"/><tr/></table>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><a href=\"10\"/><title>s</title></svg>", "<h:a xmlns:h=\"http://www.w3.org/1999/xhtml\" href=\"11\"/>", "<area href=\"12\"/>", "&nbsp;", "&eacute;", "&#65;",
        "<br/>", "<br></br>", "<plaintext/>", "<title>u</title>", "<x:a xmlns:x=\"urn:x\" href=\"no\"/>", "<template><a href=\"no\"/></template>", "<A href=\"no\"/>", "<object><embed/><a href=\"13\"/></object>",
    ];

    [Fact]
    public void Parse_WellFormed_FindsTheLinksOfTheXml()
    {
        var wellFormed = 0;
        Gen.OneOf(Pieces).Array[0, 20].Select(string.Concat).Sample(
            body =>
            {
                var text = Head + body + "</body></html>";
                if (LinksOfXml(text) is not { } expected)
                {
                    return;
                }

                Interlocked.Increment(ref wellFormed);
                Assert.Equal(expected, LinksOf(text).Order());
                Assert.Equal(expected, LinksOfTree(text).Order());
            },
            iter: 4_000, threads: 1);
        Assert.True(wellFormed > 500, $"{wellFormed} pages were well-formed");
    }

    [Theory]
    [InlineData("application/xhtml+xml", "one after")]
    [InlineData("application/xml", "one after")]
    [InlineData("text/xml; charset=utf-8", "one after")]
    [InlineData("text/html", "")]
    public void Parse_SelfClosedScript_EndsWhereXmlSays(string type, string expected)
    {
        var text = Head.Replace("</head>", "<link rel=\"canonical\" href=\"/c\"/><script src=\"x\"/></head>", StringComparison.Ordinal) + "<a href=\"one\"/><style/><a href=\"after\"/></body></html>";
        Assert.True(PageParser.IsHtml(type, Encoding.UTF8.GetBytes(text)));
        var page = Parse(text, type);
        Assert.Equal(expected, string.Join(' ', page.Links.Select(link => link.Href).Where(href => href != "/c")));
        Assert.Equal(("t", "/c"), (page.Title, page.Canonical));
    }

    [Theory]
    [InlineData("<rss version='2.0'><channel><description>http://www.w3.org/1999/xhtml</description></channel></rss>")]
    [InlineData("<urlset xmlns='x'/>")]
    public void IsHtml_OtherXml_IsNot(string text) => Assert.False(PageParser.IsHtml("application/xml", Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("<p>fish & chips<br>next <a href=\"1\">")]
    [InlineData("<p>&undeclared;</p><a href=\"1\"/>")]
    [InlineData("<x:y/><a href=\"1\"/>")]
    [InlineData("<p><b></p></b><a href=\"1\"/>")]
    [InlineData("<p a=1/><a href=\"1\"/>")]
    public void Parse_NotWellFormed_IsHtml(string body)
    {
        Assert.Equal(["1"], LinksOf(Head + body + "</body></html>"));
        Assert.Equal(["1"], LinksOfTree(Head + body + "</body></html>"));
    }

    [Fact]
    public void Tree_OfXhtml_IsReadByRules()
    {
        var text = Head + "<div id=\"a\"/><p><![CDATA[<b>]]>&eacute;</p><form><textarea name=\"t\"/></form><a class=\"last\" href=\"z\">three</a></body></html>";
        Assert.Equal(
            """[{"last":"three","text":"<b>é","self":"https://shop.example/items/z"}]""",
            "[" + string.Join(',', Extraction.Sources.Pages.Items(Extraction.Sources.Pages.Rule("\"last\":{\"css\":\"a.last\"},\"text\":{\"css\":\"#a + p\"},\"self\":{\"css\":\"body > a@href\",\"type\":\"url\"}"), text, "application/xhtml+xml").Select(item => item.Json)) + "]");
    }

    [Fact]
    public void Tree_TooDeepOrWithABomb_IsRefusedOrHtml()
    {
        Assert.Equal("the page nests elements deeper than 512", XhtmlTree.Build("<html>" + string.Concat(Enumerable.Repeat("<b>", 600)) + string.Concat(Enumerable.Repeat("</b>", 600)) + "</html>")?.Refusal);
        Assert.Null(XhtmlTree.Build("<!DOCTYPE html [<!ENTITY a 'xxxxxxxxxx'>" + string.Concat("bcdefghi".Select(c => $"<!ENTITY {c} '{string.Concat(Enumerable.Repeat($"&{(char)(c - 1)};", 10))}'>")) + "]><html>&i;</html>"));
    }

    private static IEnumerable<string> LinksOf(string text) => Parse(text, "application/xhtml+xml").Links.Select(link => link.Href);

    private static ParsedPage Parse(string text, string type) =>
        new PageParser(TimeProvider.System).Parse(Encoding.UTF8.GetBytes(text), type, new() { KeepFragments = true }, CancellationToken.None);

    private static List<string> LinksOfTree(string text)
    {
        using var page = Extraction.Sources.Pages.Page(text, "application/xhtml+xml", Extraction.Sources.Pages.Url, out _);
        return
        [
            .. page.Tree!.QuerySelectorAll("a[href], area[href], iframe[src]")
                .Where(element => element.LocalName is "a" or "area" or "iframe" && element.NamespaceUri is "http://www.w3.org/1999/xhtml" or "http://www.w3.org/2000/svg")
                .Select(element => element.GetAttribute(element.LocalName == "iframe" ? "src" : "href")!).Distinct(),
        ];
    }

    // Another reader of XML; it knows the entities from declarations put in.
    private static List<string>? LinksOfXml(string text)
    {
        try
        {
            using var reader = System.Xml.XmlReader.Create(
                new StringReader(text.Replace("\"x.dtd\"", "\"x.dtd\" [<!ENTITY nbsp '&#160;'><!ENTITY eacute '&#233;'>]", StringComparison.Ordinal)),
                new System.Xml.XmlReaderSettings { DtdProcessing = System.Xml.DtdProcessing.Parse, XmlResolver = null });
            return
            [
                .. XDocument.Load(reader).Descendants()
                    .Where(element => element.Name.LocalName is "a" or "area" or "iframe" && element.Name.NamespaceName is "http://www.w3.org/1999/xhtml" or "http://www.w3.org/2000/svg")
                    .Where(element => !element.Ancestors().Any(around => around.Name.LocalName == "template"))
                    .Select(element => (string?)element.Attribute(element.Name.LocalName == "iframe" ? "src" : "href")).OfType<string>().Distinct().Order(),
            ];
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }
}
