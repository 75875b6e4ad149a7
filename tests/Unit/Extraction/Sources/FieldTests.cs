namespace Thresher.Tests.Unit.Extraction.Sources;

/// <summary>Sources, types and what is done to text.</summary>
public sealed class FieldTests
{
    private const string Html = """
        <!DOCTYPE html><html><head><base href="/shop/"><meta property="og:title" content="A &amp; B"><meta property="article:author" content="Ann">
        <script type="application/ld+json">{"@graph":[{"@type":["Thing","Product"],"name":"Lamp","offers":[{"price":12.50,"priceCurrency":"EUR"},{"price":"13"}],"brand":{"@type":"Brand","name":"Acme"}}]}</script>
        <script type="application/ld+json">{ broken</script></head>
        <body><h1> Big
          <b>lamp</b> </h1><p class="price">£1,234.50</p><p class="de">1.234,50&nbsp;€</p><a class="next" href="page?2#x">Next</a><a class="mail" href="mailto:a@b">m</a>
        <ul><li>B</li><li>a</li><li> </li><li>a</li></ul><time datetime="2026-01-31T10:00:00+02:00">31 January 2026</time><i class="on">Yes</i>
        <div itemscope itemtype="https://schema.org/Product"><span itemprop="name">Desk</span><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="price" content="99"><a itemprop="url" href="buy">x</a></div></div>
        <pre>  a
          b</pre></body></html>
        """;

    [Theory]
    [InlineData("""{"css":"h1"}""", "\"Big lamp\"")]
    [InlineData("""{"css":"h1@html"}""", "\"Big <b>lamp</b>\"")]
    [InlineData("""{"css":"time@datetime"}""", "\"2026-01-31T10:00:00+02:00\"")]
    [InlineData("""{"css":"time::attr(datetime)"}""", "\"2026-01-31T10:00:00+02:00\"")]
    [InlineData("""{"css":"h1::text"}""", "\"Big lamp\"")]
    [InlineData("""{"css":"li::text","list":true}""", "[\"B\",\"a\",\"a\"]")]
    [InlineData("""{"css":"pre","trim":"none"}""", "\"  a\\n  b\"")]
    [InlineData("""{"css":"pre","trim":"ends"}""", "\"a\\n  b\"")]
    [InlineData("""{"css":"li","list":true}""", "[\"B\",\"a\",\"a\"]")]
    [InlineData("""{"css":"li","pipes":["lower","unique","join:+"]}""", "\"b+a\"")]
    [InlineData("""{"css":"li","pipes":["last"]}""", "\"a\"")]
    [InlineData("""{"css":"h1","pipes":["split: ","replace:lamp=>desk","upper"],"list":true}""", "[\"BIG\",\"DESK\"]")]
    [InlineData("""{"css":"h1","regex":"(\\w+)$"}""", "\"lamp\"")]
    [InlineData("""{"css":".price","type":"decimal"}""", "1234.50")]
    [InlineData("""{"css":".de","type":"decimal","locale":"de-DE"}""", "1234.50")]
    [InlineData("""{"css":".price","type":"integer"}""", "null [\"f: \\\"£1,234.50\\\" is not a whole number\"]")]
    [InlineData("""{"css":".price","regex":"[0-9,]+","type":"integer"}""", "1234")]
    [InlineData("""{"css":"h1","type":"decimal"}""", "null [\"f: \\\"Big lamp\\\" is not a number\"]")]
    [InlineData("""{"css":".on","type":"boolean"}""", "true")]
    [InlineData("""{"css":"h1","type":"boolean"}""", "null [\"f: \\\"Big lamp\\\" is neither true nor false\"]")]
    [InlineData("""{"css":"time@datetime","type":"date"}""", "\"2026-01-31T08:00:00Z\"")]
    [InlineData("""{"css":"time","type":"date"}""", "\"2026-01-31\"")]
    [InlineData("""{"css":"h1","type":"date"}""", "null [\"f: \\\"Big lamp\\\" is not a date\"]")]
    [InlineData("""{"value":"31.12.2025","type":"date","format":"dd.MM.yyyy"}""", null)]
    [InlineData("""{"css":"a.next@href","type":"url"}""", "\"https://shop.example/shop/page?2#x\"")]
    [InlineData("""{"css":"a.mail@href","type":"url"}""", "null [\"f: \\\"mailto:a@b\\\" is not an http or https URL\"]")]
    [InlineData("""{"openGraph":"title"}""", "\"A & B\"")]
    [InlineData("""{"openGraph":"article:author"}""", "\"Ann\"")]
    [InlineData("""{"jsonLd":"Product.name"}""", "\"Lamp\"")]
    [InlineData("""{"jsonLd":"Product.offers.price","type":"decimal","list":true}""", "[12.50,13]")]
    [InlineData("""{"jsonLd":"Product.brand"}""", "\"Acme\"")]
    [InlineData("""{"microdata":"Product.name"}""", "\"Desk\"")]
    [InlineData("""{"microdata":"Product.offers.price","type":"integer"}""", "99")]
    [InlineData("""{"microdata":"Offer.url"}""", "\"https://shop.example/shop/buy\"")]
    [InlineData("""{"regex":"class=\"(price)\""}""", "\"price\"")]
    public void Field_OfAPage_IsReadAndTyped(string field, string? expected)
    {
        if (expected is null)
        {
            Assert.Empty(Pages.Items(Pages.Rule($"\"f\":{field}"), Html));
        }
        else
        {
            Assert.Equal(expected, Pages.Field(field, Html));
        }
    }

    [Theory]
    [InlineData("""{"from":"url"}""", "\"https://shop.example/items/1?a=b\"")]
    [InlineData("""{"from":"depth","type":"integer"}""", "2")]
    [InlineData("""{"from":"fetchedAt","type":"date"}""", "\"2026-01-02T03:04:05Z\"")]
    [InlineData("""{"from":"contentType"}""", "\"text/html\"")]
    [InlineData("""{"value":"31.12.2025","type":"date","format":"dd.MM.yyyy"}""", "\"2025-12-31\"")]
    [InlineData("""{"value":"3. März 2025","type":"date","locale":"de-DE"}""", "\"2025-03-03\"")]
    [InlineData("""{"value":"Sun, 06 Nov 1994 08:49:37 GMT","type":"date"}""", "\"1994-11-06T08:49:37Z\"")]
    [InlineData("""{"value":"12 345,67","type":"decimal","locale":"fr-FR"}""", "12345.67")]
    [InlineData("""{"value":"-5","type":"integer"}""", "-5")]
    [InlineData("""{"value":"9223372036854775808","type":"integer"}""", "null [\"f: \\\"9223372036854775808\\\" is not a whole number\"]")]
    [InlineData("""{"value":"5/6","type":"decimal"}""", "null [\"f: \\\"5/6\\\" is not a number\"]")]
    [InlineData("""{"css":"@class"}""", "\"on\"")]
    [InlineData("""{"css":":scope"}""", "\"Yes\"")]
    [InlineData("""{"css":":scope ~ div [itemprop=name]"}""", "\"Desk\"")]
    [InlineData("""{"regex":"Y(e)s"}""", "\"e\"")]
    [InlineData("""{"css":".none","default":"x"}""", "\"x\"")]
    [InlineData("""{"css":"b","required":true}""", "null [\"f: missing\"]")]
    public void Field_OfAnElement_IsReadAndTyped(string field, string expected) =>
        Assert.Equal(expected, Pages.Field(field, Html, "\"each\":\"i.on\","));

    [Theory]
    [InlineData("""{"json":"/name"}""", "\"Lamp ü\"")]
    [InlineData("""{"json":"$.tags[*]","list":true}""", "[\"a\",\"b\"]")]
    [InlineData("""{"json":"/tags/1"}""", "\"b\"")]
    [InlineData("""{"json":"/price","type":"decimal"}""", "10.10")]
    [InlineData("""{"json":"/big","type":"decimal"}""", "12345678901234567890.12345")]
    [InlineData("""{"json":"/none","default":"5","type":"integer"}""", "5")]
    [InlineData("""{"json":"/a~1b"}""", "\"slash\"")]
    [InlineData("""{"json":"/when"}""", "\"2026-01-01T00:00:00Z\"")]
    [InlineData("""{"json":"/nested"}""", "\"{\\u0022x\\u0022:[1]}\"")]
    public void Field_OfJson_IsReadAndTyped(string field, string expected) => Assert.Equal(
        System.Text.RegularExpressions.Regex.Unescape(expected.Replace("\\u0022", "\\\\u0022")),
        Pages.Field(
            field,
            """{"items":[{"name":"Lamp ü","tags":["a","b"],"price":10.10,"big":12345678901234567890.12345,"none":null,"a/b":"slash","when":"2026-01-01T00:00:00Z","nested":{"x":[1]}}]}""",
            "\"each\":\"$.items[*]\",",
            "application/json").Replace("\\\"", "\\u0022"));
}
