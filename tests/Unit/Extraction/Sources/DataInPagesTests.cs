using Thresher.Extraction.Elements;
using Thresher.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Sources;

/// <summary>JSON-LD and microdata as they are found in the wild.</summary>
public sealed class DataInPagesTests
{
    private const string Product = """{"@context":"https://schema.org","@type":"Product","name":"X"}""";

    [Theory]
    [InlineData("{0}")]
    [InlineData("\n//<![CDATA[\n{0}\n//]]>\n")]
    [InlineData("<![CDATA[{0}]]>")]
    [InlineData("/*<![CDATA[*/{0}/*]]>*/")]
    [InlineData("<!--//--><![CDATA[//><!--\n{0}\n//--><!]]>")]
    [InlineData("\n<!--\n{0}\n-->\n")]
    [InlineData("<!-- {0} //-->")]
    [InlineData("/* made by [a] {{plug-in}} */ {0}")]
    [InlineData("// made by [a] plug-in\n{0}")]
    [InlineData("{0};")]
    [InlineData("[{0},]")]
    [InlineData("[[{0}]]")]
    [InlineData("\uFEFF{0}\u0000")]
    [InlineData("window.data = {0};")]
    [InlineData("{{\"@graph\":[{0}]}}")]
    [InlineData("{{\"@type\":\"WebPage\",\"mainEntity\":{0}}}")]
    [InlineData("{{\"@type\":\"Thing\"}},{0}")]
    [InlineData("{{\"@type\":\"Thing\"}}\n{0}")]
    public void JsonLd_InItsEnvelope_IsRead(string envelope) =>
        Assert.Equal("\"X\"", Pages.Field("""{"jsonLd":"Product.name"}""", $"<script type=application/ld+json>{string.Format(null, envelope, Product)}</script>"));

    [Theory]
    [InlineData("""{"@type":"Product","name":"X",}""", "X")]
    [InlineData("""{,"@type":"Product",,"name":"X","l":[,1]}""", "X")]
    [InlineData("""{"@type":"https://schema.org/Product/","name":"X"}""", "X")]
    [InlineData("""{&#x22;@type&#X22;:&#x22;Product&#x22;,&#x22;name&#x22;:&#x22;X&#x22;}""", "X")]
    [InlineData("{\"@type\":\"Product\",\"name\":\"two\nlines\"}", "two lines")]
    [InlineData("{\"@type\":\"Product\",\"name\":\"a\\'b\"}", "a'b")]
    [InlineData("{\"@type\":\"Product\",\"name\":\"50\\% off\"}", "50% off")]
    [InlineData("{\"@type\":\"Product\",\"name\":\"a\u0001b\"}", "a\\u0001b")]
    [InlineData("""{&quot;@type&quot;:&quot;Product&quot;,&quot;name&quot;:&quot;Fish &amp;amp; Chips&quot;}""", "Fish &amp; Chips")]
    [InlineData("""{"@type":"Product","name":"Code </> Club"}""", "Code </> Club")]
    [InlineData("""{"@type":"Product","name":"Fish &amp; Chips"}""", "Fish &amp; Chips")]
    [InlineData("""{"@type":"Product","name":"a // b /* c */ [d] {e}"}""", "a // b /* c */ [d] {e}")]
    [InlineData("""{"@type":"http://schema.org/Product","http://schema.org/name":"X"}""", "X")]
    [InlineData("""{"@type":["Thing","schema:Product"],"schema:name":{"@value":"X","@language":"en"}}""", "X")]
    [InlineData("""{"@type":"Product","name":{"@list":["X","Y"]}}""", "X")]
    [InlineData("""{"@type":"Product","name":"first"}</script><script type="application/ld+json">{"@type":"Product","name":""", "first")]
    public void JsonLd_Forms_AreRead(string json, string expected) =>
        Assert.Equal($"\"{expected}\"", Pages.Field("""{"jsonLd":"Product.name"}""", $"<script type='Application/LD+JSON; charset=utf-8'>{json}</script>"));

    [Fact]
    public void JsonLd_NodeThatNamesAnother_StandsForIt() => Assert.Equal(
        "\"Acme\"",
        Pages.Field(
            """{"jsonLd":"Product.brand.name"}""",
            """<script type="application/ld+json">{"@graph":[{"@type":"Product","brand":{"@id":"#b"}},{"@id":"#b","@type":"Brand","name":"Acme"}]}</script>"""));

    [Fact]
    public void JsonResponse_TextInIt_StaysWhatItIs() => Assert.Equal(
        "\"Code </> Club\"", Pages.Field("""{"json":"/name"}""", """{"name":"Code </> Club"}""", type: "application/json"));

    [Theory]
    [InlineData("""<div itemscope itemtype="http://schema.org/Thing https://schema.org/Product"><b itemprop="name">X</b></div>""", "X")]
    [InlineData("""<div itemscope itemtype="https://schema.org/Product" itemref="a b"></div><p id=b><i itemprop="name other">X</i></p><p id=a>""", "X")]
    [InlineData("""<p itemprop=name id=n>X</p><div itemscope itemtype="https://schema.org/Product" itemref="n n"></div>""", "X")]
    [InlineData("""<div itemscope itemtype="https://schema.org/Product"><div itemprop=brand itemscope itemtype=x><b itemprop=name>no</b></div><b itemprop="https://schema.org/name">X</b></div>""", "X")]
    [InlineData("""<div id=d itemscope itemtype="https://schema.org/Product" itemref="d e"><b id=e itemprop=name>X</b></div>""", "X")]
    public void Microdata_ItemsOfTheStandard_AreRead(string html, string expected) =>
        Assert.Equal($"[\"{expected}\"]", Pages.Field("""{"microdata":"Product.name","list":true}""", html));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<!--")]
    [InlineData("/*")]
    [InlineData("\"")]
    [InlineData("]")]
    public void JsonLd_Nothing_IsNothing(string text) => Assert.Empty(JsonLdText.Read(text, new PageBudget()));
}
