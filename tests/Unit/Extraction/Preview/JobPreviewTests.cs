using Thresher.Extraction.Preview;
using Thresher.Tests.Unit.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Preview;

/// <summary>A field that comes to nothing says why, and what the page holds in its place.</summary>
public sealed class JobPreviewTests
{
    private const string Html = """
        <html><head><meta property="og:title" content=t><script type="application/ld+json">{"@type":"Product","name":"x","offers":{"@type":"Offer","price":1}}</script></head>
        <body><p class=price>EUR 12</p><div itemscope itemtype="https://schema.org/Book"><b itemprop="isbn">1</b></div></body></html>
        """;

    [Theory]
    [InlineData("""{"css":".price","regex":"USD (\\d+)"}""", "f: the regex USD (\\d+) matches nothing in \"EUR 12\"")]
    [InlineData("""{"css":".price","regex":"(x*)"}""", "f: nothing is left of \"EUR 12\" behind its regex")]
    [InlineData("""{"css":".price","regex":"EUR (\\d+)"}""", null)]
    [InlineData("""{"xpath":"//div[@itemscope]/b"}""", null)]
    [InlineData("""{"xpath":"//div[@itemscope]/i/text()"}""", "f: \"//div[@itemscope]/i/text()\" finds nothing; \"//div[@itemscope]\" finds 1, the first <div>, but none goes on with \"/i\"")]
    [InlineData("""{"xpath":"//p[@class='cost / price']"}""", "f: \"//p[@class='cost / price']\" finds nothing; \"//p\" finds 1, the first <p class=\"price\">, but none goes on with \"[@class='cost / price']\"")]
    [InlineData("""{"xpath":"//P"}""", "f: \"//P\" finds nothing, nor does any beginning of it; names of elements and attributes are in lower case")]
    [InlineData("""{"xpath":"//script[@type='application/ld+json']/@src"}""", "f: \"//script[@type='application/ld+json']/@src\" finds nothing; \"//script[@type='application/ld+json']\" finds 1, the first <script>, but none goes on with \"/@src\"")]
    [InlineData("""{"xpath":"string(//h1)"}""", "f: \"string(//h1)\" gives an empty text")]
    [InlineData("""{"xpath":"//meta"}""", "f: \"//meta\" finds 1, but no text in it")]
    [InlineData("""{"jsonLd":"Product.sku"}""", "f: Product.sku finds nothing; JSON-LD of type Product of the page has the properties name, offers")]
    [InlineData("""{"jsonLd":"Recipe.name"}""", "f: Recipe.name finds nothing; JSON-LD of the page has the types Product, Offer")]
    [InlineData("""{"microdata":"Book.title"}""", "f: Book.title finds nothing; microdata of type Book of the page has the properties isbn")]
    [InlineData("""{"microdata":"Movie.title"}""", "f: Movie.title finds nothing; microdata of the page has the types https://schema.org/Book")]
    [InlineData("""{"openGraph":"image"}""", "f: image finds nothing; Open Graph of the page has the properties og:title")]
    public void Run_FieldWithoutAValue_SaysWhy(string field, string? note)
    {
        using var page = Pages.Page(Html, "text/html", Pages.Url, out _);
        var report = JobPreview.Run(Pages.Rule($"\"f\":{field}"), page, [], isNoFollow: false);
        Assert.Equal(note is null ? [] : [note], Assert.Single(report.Rules).Notes);
    }

    /// <summary>An <c>each</c> that is an XPath is explained as one.</summary>
    [Fact]
    public void Run_EachXPathWithoutARecord_SaysWhy()
    {
        using var page = Pages.Page(Html, "text/html", Pages.Url, out _);
        var report = JobPreview.Run(Pages.Rule("\"f\":{\"xpath\":\"./b\"}", "\"each\":\"//div[@itemscope]/ul/li\","), page, [], isNoFollow: false);
        Assert.Equal(
            ["each: \"//div[@itemscope]/ul/li\" finds nothing; \"//div[@itemscope]\" finds 1, the first <div>, but none goes on with \"/ul\""],
            Assert.Single(report.Rules).Notes);
    }

    [Fact]
    public void Run_PageWithoutAny_SaysSo()
    {
        using var page = Pages.Page("<p>a", "text/html", Pages.Url, out _);
        var report = JobPreview.Run(Pages.Rule("\"f\":{\"jsonLd\":\"Product.name\"}"), page, [], isNoFollow: false);
        Assert.Equal(["f: Product.name finds nothing: the page has no JSON-LD"], Assert.Single(report.Rules).Notes);
    }
}
