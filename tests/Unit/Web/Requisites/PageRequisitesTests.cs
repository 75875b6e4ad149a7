using System.Diagnostics;
using System.Text;
using Thresher.Web.Pages;
using Thresher.Web.Requisites;

namespace Thresher.Tests.Unit.Web.Requisites;

public sealed class PageRequisitesTests
{
    [Theory]
    [InlineData("<img src=a.png><img src='a.png'><IMG SRC=b.png alt='<img src=c.png>'>", "a.png b.png")]
    [InlineData("<img src=a srcset='b 1x, c 2x,d, e,f 100w'>", "b c d e,f a")]
    [InlineData("<link rel=stylesheet href=a><link rel='shortcut icon' href=b><link rel=canonical href=c><link rel=next href=d><link href=e>", "a b")]
    [InlineData("<script src=a.js></script><script>'<img src=b>'</script><!-- <img src=c> --><textarea><img src=d></textarea>", "a.js")]
    [InlineData("<style>@import 'a.css'; @import url(b.css) print; .x { background: url( \"c.png\" ) } /* url(d) */ .y::before { content: 'url(e)' }</style>", "a.css b.css c.png")]
    [InlineData("<p style='background:url(a\\20 b.png)'><td background=c>", "a b.png c")]
    [InlineData("<video src=a poster=b><source src=c><track src=d></video><audio src=e><embed src=f><object data=g>", "b a c d e f g")]
    [InlineData("<input type=image src=a><input type=text src=b><iframe src=c><img src=d></iframe><svg><image href=e /><use xlink:href='f#g'/></svg>", "a c e f#g")]
    [InlineData("<img src=''><img src=#x><img src=DATA:image/png;base64,AA==><img src='a?b=1&amp;c=2'>", "a?b=1&c=2")]
    [InlineData("<a href=a>x</a><form action=b></form>", "")]
    public void Of_Html_IsWhatABrowserFetches(string html, string expected) => Assert.Equal(expected, Of(html, "text/html"));

    [Theory]
    [InlineData("@charset 'utf-8'; @import \"a.css\" screen; @font-face { src: url(b.woff2) format('woff2'), url('c.woff') }", "a.css b.woff2 c.woff")]
    [InlineData("a { b: url(", "")]
    [InlineData("a { b: url(x", "x")]
    [InlineData("a { b: 'url(x)", "")]
    [InlineData("a { b: curl(x) }", "")]
    [InlineData("a { b: url(\\", "\\")]
    public void Of_StyleSheet_IsWhatItRefersTo(string css, string expected) => Assert.Equal(expected, Of(css, "text/css; charset=utf-8"));

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/json")]
    public void Of_AnythingElse_IsNothing(string type) => Assert.Equal("", Of("url(a) <img src=b>", type));

    [Fact]
    public void Of_MoreThanTheLimit_IsCutAndSaysSo()
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10).Select(i => $"@import 'a{i}';")));
        Assert.Equal((10, false), (PageRequisites.Of(body, "text/css", null, 10, out var cut).Count, cut));
        Assert.Equal((9, true), (PageRequisites.Of(body, "text/css", null, 9, out cut).Count, cut));
    }

    [Theory]
    [InlineData("url(")]
    [InlineData("/*")]
    [InlineData("\\")]
    [InlineData("'")]
    [InlineData("@import ")]
    public void Of_HostileStyleSheet_IsReadInLinearTime(string unit)
    {
        var started = Stopwatch.GetTimestamp();
        _ = Of(string.Concat(Enumerable.Repeat(unit, 2_000_000 / unit.Length)), "text/css");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1));
    }

    private static string Of(string text, string type)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var parsed = PageParser.IsHtml(type, body) ? new PageParser(TimeProvider.System).Parse(body, type, ParsingOptions.Default, CancellationToken.None) : null;
        return string.Join(' ', PageRequisites.Of(body, type, parsed, 5000, out _));
    }
}
