using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Idna;

public sealed class Uts46Tests
{
    [Theory]
    [InlineData("bücher.de", "xn--bcher-kva.de")]
    [InlineData("BÜCHER.de", "xn--bcher-kva.de")]
    [InlineData("bu\u0308cher.de", "xn--bcher-kva.de")]
    [InlineData("faß.de", "xn--fa-hia.de")]
    [InlineData("βόλος.com", "xn--nxasmm1c.com")]
    [InlineData("日本語。ＪＰ", "xn--wgv71a119e.jp")]
    [InlineData("президент.рф", "xn--d1abbgf6aiiy.xn--p1ai")]
    [InlineData("نامه\u200Cای.com", "xn--mgba3gch31f060k.com")]
    [InlineData("क्\u200Dष.com", "xn--11b2ezcw70k.com")]
    [InlineData("אבג.example.", "xn--4dbcd.example.")]
    [InlineData("💩.la", "xn--ls8h.la")]
    [InlineData("ä.xn--bcher-kva.de", "xn--4ca.xn--bcher-kva.de")]
    [InlineData("ǅ.hr", "xn--d-toa.hr")]
    public void Host_BeyondAscii_IsPunycode(string host, string expected)
    {
        Assert.True(WebUrl.TryParse($"http://{host}/", null, out var url), host);
        Assert.Equal(expected, url.Host);
    }

    [Theory]
    [InlineData("\u0308a.de", "begins with a mark")]
    [InlineData("a\u200Cb.dé", "ZWNJ without context")]
    [InlineData("a\u200Db.dé", "ZWJ without virama")]
    [InlineData("אa.com", "Bidi: left-to-right within right-to-left")]
    [InlineData("0א.com", "Bidi: begins with a digit")]
    [InlineData("é.xn--a", "broken Punycode beside a name beyond ASCII")]
    [InlineData("é.xn--8i7caa", "decodes to characters that need mapping")]
    [InlineData("é.xn--abc-", "decodes to ASCII")]
    [InlineData("é.xn--", "decodes to nothing")]
    [InlineData("xn--é", "Punycode beyond ASCII")]
    [InlineData("a\uD800.de", "lone surrogate")]
    [InlineData("a\u2024\uFFFD", "U+FFFD")]
    [InlineData("é／b", "maps to a slash")]
    [InlineData("é\uE000", "private use")]
    public void Host_AgainstUts46_IsRefused(string host, string why) =>
        Assert.False(WebUrl.TryParse($"http://{host}/", null, out _), why);

    [Fact]
    public void Host_BeyondAsciiTooLong_IsRefused() =>
        Assert.False(WebUrl.TryParse("http://" + new string('é', 100_000), null, out _));
}
