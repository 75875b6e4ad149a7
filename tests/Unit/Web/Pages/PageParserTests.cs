using System.Text;
using Microsoft.Extensions.Time.Testing;
using Thresher.Web.Links;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Pages;

public sealed class PageParserTests
{
    private static readonly PageParser Parser = new(TimeProvider.System);

    [Theory]
    [InlineData("<a href=x>", LinkKind.Anchor)]
    [InlineData("<map><area href=x></map>", LinkKind.Area)]
    [InlineData("<link rel=next href=x>", LinkKind.LinkNext)]
    [InlineData("<body><p><link rel='PREV' href=x>", LinkKind.LinkPrev)]
    [InlineData("<link rel=previous href=x>", LinkKind.LinkPrev)]
    [InlineData("<link rel=alternate type=application/rss+xml href=x>", LinkKind.LinkAlternate)]
    [InlineData("<link rel=canonical href=x>", LinkKind.Canonical)]
    [InlineData("<iframe src=x></iframe>", LinkKind.Iframe)]
    [InlineData("<frameset><frame src=x></frameset>", LinkKind.Frame)]
    [InlineData("<meta http-equiv=refresh content='0; url=x'>", LinkKind.MetaRefresh)]
    [InlineData("<noscript><meta http-equiv=Refresh content=\"3;URL='x'\"></noscript>", LinkKind.MetaRefresh)]
    [InlineData("<noscript><a href=x></noscript>", LinkKind.Anchor)]
    [InlineData("<svg><a href=x></a></svg>", LinkKind.Anchor)]
    [InlineData("<link rel=canonical href=x><body><a href=x>", LinkKind.Anchor)]
    public void Parse_LinkElement_IsFound(string html, LinkKind kind) =>
        Assert.Equal(new RawLink("x", kind, LinkRel.None), Assert.Single(Parse(html).Links));

    [Theory]
    [InlineData("<!-- <a href=x> -->")]
    [InlineData("<script>'<a href=x>'</script>")]
    [InlineData("<script><!-- <script></script> <a href=x> --></script>")]
    [InlineData("<style><a href=x></style>")]
    [InlineData("<textarea><a href=x></textarea>")]
    [InlineData("<title><a href=x></title>")]
    [InlineData("<xmp><a href=x></xmp>")]
    [InlineData("<noframes><a href=x></noframes>")]
    [InlineData("<iframe><a href=x></iframe>")]
    [InlineData("<plaintext><a href=x>")]
    [InlineData("<template><div><template></template><a href=x></div></template>")]
    [InlineData("<svg><![CDATA[<a href=x>]]></svg>")]
    [InlineData("<? <a href=x>")]
    [InlineData("<!doctype html '<a href=x>")]
    [InlineData("<p title='<a href=x>'>")]
    [InlineData("<a name=x>")]
    [InlineData("<a href=x")]
    [InlineData("<a href='x>")]
    [InlineData("<link rel=stylesheet href=x><link rel=icon href=x><link href=x rel='alternate stylesheet'>")]
    [InlineData("<link href=x><link rel=preload href=x>")]
    [InlineData("<body>text<link rel=canonical href=x>")]
    [InlineData("<meta http-equiv=refresh content=5>")]
    public void Parse_NoLink_FindsNone(string html) => Assert.Empty(Parse(html).Links);

    [Theory]
    [InlineData("<![CDATA[<a href=y>]]><a href=x>")]
    [InlineData("<!--><a href=x>")]
    [InlineData("<!---><a href=x>-->")]
    [InlineData("<!--a--!><a href=x>-->")]
    [InlineData("<!--a<!--b--><a href=x>")]
    [InlineData("<script></SCRIPT\t><a href=x>")]
    [InlineData("<script></scripty></script/><a href=x>")]
    [InlineData("<style></styl></style ><a href=x>")]
    [InlineData("</><a href=x></>")]
    [InlineData("< a href=y><a href=x>")]
    [InlineData("</ a><a href=x>")]
    [InlineData("<p a=b\"><a href=x>\">")]
    [InlineData("<p =\"><a href=x>\">")]
    [InlineData("<p a='\"'><a href=x>")]
    [InlineData("<a/href=x>")]
    [InlineData("<a a=''href=x>")]
    [InlineData("<a href=x href=y>")]
    [InlineData("<A\nHREF\n=\n\"\tx\n\">")]
    [InlineData("<a href=' &#x78; '>")]
    [InlineData("<svg><style><a href=x></a></style></svg>")]
    [InlineData("<svg><title><style><a href=y></style></title></svg><a href=x>")]
    [InlineData("<svg><path><div><![CDATA[<a href=y>]]></div><a href=x>")]
    [InlineData("<svg/><style><a href=y></style><a href=x>")]
    [InlineData("<template><svg></template><style><a href=y></style><a href=x>")]
    [InlineData("<textarea>\uFFFF</textarea>\uFFFF<a href=x>")]
    public void Parse_NastyMarkup_FindsTheOneLink(string html) => Assert.Equal(["x"], Parse(html).Links.Select(link => link.Href).Where(href => href != "y"));

    [Theory]
    [InlineData("?a=1&amp;b=2", "?a=1&b=2")]
    [InlineData("?a=1&b=2", "?a=1&b=2")]
    [InlineData("?a&copy=2&copy1&copy;&copy", "?a&copy=2&copy1©©")]
    [InlineData("?&notit;&notin;&not", "?&notit;∉¬")]
    [InlineData("&#97;&#x62&#X63;&#;&#x;&#128;&#0;&#xD800;&#99999999999;", "abc&#;&#x;€\uFFFD\uFFFD\uFFFD")]
    [InlineData("&NotEqualTilde;&bogus;&", "\u2242\u0338&bogus;&")]
    [InlineData("&#x1F600;\0", "😀\uFFFD")]
    public void Parse_CharacterReferences_AreDecoded(string href, string expected) =>
        Assert.Equal(expected, Assert.Single(Parse($"<a href=\"{href}\">", new() { KeepFragments = true }).Links).Href);

    [Fact]
    public void Parse_RepeatedLink_KeepsFirstPlaceStrongestKindAndCommonRel()
    {
        var page = Parse("<iframe src=a></iframe><a rel='nofollow ugc' href=b><a rel=nofollow href=' b#x'><a href=a rel=sponsored><a href=c>");

        Assert.Equal(
            [new("a", LinkKind.Anchor, LinkRel.None), new("b", LinkKind.Anchor, LinkRel.NoFollow), new("c", LinkKind.Anchor, LinkRel.None)],
            page.Links);
    }

    [Fact]
    public void Parse_Fragments_AreDroppedUnlessKept()
    {
        const string Html = "<a href='#top'><a href=''><a href='p#1'><a href='p#2'>";

        Assert.Equal(["p"], Hrefs(Parse(Html)));
        Assert.Equal(["", "p"], Hrefs(Parse("<base href=/other>" + Html)));
        Assert.Equal(["#top", "", "p#1", "p#2"], Hrefs(Parse(Html, new() { KeepFragments = true })));
    }

    [Fact]
    public void Parse_MoreLinksThanAllowed_CutsAndSays()
    {
        var html = string.Concat(Enumerable.Range(0, 30).Select(i => $"<a href={i % 20}>"));

        Assert.Equal((20, false), Count(new() { MaxLinks = 20 }));
        Assert.Equal((19, true), Count(new() { MaxLinks = 19 }));
        Assert.Equal((0, true), Count(new() { MaxLinks = 0 }));

        (int Count, bool Cut) Count(ParsingOptions options) => Parse(html, options) is var page ? (page.Links.Length, page.LinksCut) : default;
    }

    [Fact]
    public void Parse_ManyLinks_KeepsAllInOrder()
    {
        var expected = Enumerable.Range(0, 5_000).Select(i => $"/page/{i}").ToList();

        var page = Parse(string.Concat(expected.Concat(expected).Select(href => $"<a href={href}>")));

        Assert.Equal(expected, Hrefs(page));
        Assert.False(page.LinksCut);
    }

    [Fact]
    public void Parse_OverlongLink_IsCounted()
    {
        var page = Parse($"<a href={new string('x', 9_000)}><a href=y>");

        Assert.Equal(["y"], Hrefs(page));
        Assert.Equal(1, page.OverlongLinks);
    }

    [Theory]
    [InlineData("<title>\n A  &amp;\t<b>B\n</title>", "A & <b>B")]
    [InlineData("<svg><title>no</title></svg><title>yes</title><title>late</title>", "yes")]
    [InlineData("<template><title>no</title></template>", null)]
    [InlineData("<title></title>", "")]
    [InlineData("<p>", null)]
    public void Parse_Title_IsCollapsed(string html, string? expected) => Assert.Equal(expected, Parse(html).Title);

    [Fact]
    public void Parse_LongTitle_IsCutBetweenCharacters()
    {
        Assert.Equal(new string('x', 1_023), Parse($"<title>{new string('x', 1_023)}😀</title>").Title);
        Assert.Equal(1_024, Parse($"<title>{new string('x', 5_000)}").Title!.Length);
    }

    [Theory]
    [InlineData("5; url=a b ", "a b")]
    [InlineData(" 0;URL = 'a'b", "a")]
    [InlineData("0 url=a", "a")]
    [InlineData(".5,a", "a")]
    [InlineData("0;url=\"a", "a")]
    [InlineData("0;urn:a", "urn:a")]
    [InlineData("url=a", null)]
    [InlineData("0;", null)]
    [InlineData("0a", null)]
    [InlineData("", null)]
    public void Parse_MetaRefresh_ReadsItsTarget(string content, string? expected) =>
        Assert.Equal(expected, Parse($"<meta http-equiv=REFRESH content='{content.Replace("'", "&apos;")}'>").MetaRefresh);

    [Fact]
    public void Parse_TwoBases_FirstWithHrefCounts() =>
        Assert.Equal("/b", Parse("<base target=x><template><base href=/no></template><base href=' /b '><base href=/c>").BaseHref);

    [Fact]
    public void Parse_TimeUp_KeepsWhatWasFound()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(3) };
        var html = $"<a href=first>{new string(' ', 100_000)}<p>{new string(' ', 100_000)}<p>{new string(' ', 100_000)}<a href=last>";

        var page = new PageParser(clock).Parse(Encoding.UTF8.GetBytes(html), null, ParsingOptions.Default, CancellationToken.None);

        Assert.True(page.TimedOut);
        Assert.Equal(["first"], Hrefs(page));
    }

    [Fact]
    public void Parse_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => Parser.Parse("<a href=x>"u8.ToArray(), null, ParsingOptions.Default, new(true)));

    [Theory]
    [InlineData("text/html", "", true)]
    [InlineData("Application/XHTML+xml; charset=utf-8", "", true)]
    [InlineData("text/plain", "<html>", false)]
    [InlineData("image/png", "<html>", false)]
    [InlineData(null, "\n <!DOCTYPE html>", true)]
    [InlineData("", "<html lang=en>", true)]
    [InlineData("unknown/unknown", "<!--x", true)]
    [InlineData(null, "<?xml version='1.0'?>\n<html xmlns='x'>", true)]
    [InlineData(null, "<?xml version='1.0'?><rss>", false)]
    [InlineData(null, "<abc>", false)]
    [InlineData(null, "%PDF-1.7", false)]
    [InlineData(null, "", false)]
    public void IsHtml_TypeOrBytes_Decide(string? contentType, string body, bool expected) =>
        Assert.Equal(expected, PageParser.IsHtml(contentType, Encoding.UTF8.GetBytes(body)));

    private static ParsedPage Parse(string html, ParsingOptions? options = null) =>
        Parser.Parse(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", options ?? ParsingOptions.Default, CancellationToken.None);

    private static IEnumerable<string> Hrefs(ParsedPage page) => page.Links.Select(link => link.Href);
}
