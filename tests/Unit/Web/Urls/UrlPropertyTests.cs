using CsCheck;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Urls;

public sealed class UrlPropertyTests
{
    // Text that reaches every branch: delimiters, escapes, dots, ports, addresses, names beyond ASCII, broken surrogates.
    private static readonly Gen<string> Fragments = Gen.OneOf<string>(
        "http://", "https:", "//", "/", "\\", "?", "#", "@", ":", "[", "]", "::", ".", "..", "%2e", "%2E.", "%", "%4", "%41", "%7e", "%2f",
        "%25", "%C3%A9", "%ff", "0x7f", "127.1", "80", "443", "65536", "a", "B", "example.org", "ü", "ß", "א", "xn--", "xn--bcher-kva", "。",
        "\u200D", "\uD800", "\uDC00", "😀", " ", "\t", "\n", "\0", "&", "=", "utm_x=1", "gclid", "|", "^", "`", "{", "}", "'", "\"", "<", "+", ";");

    private static readonly Gen<string> Text = Gen.Frequency(
        (8, Fragments.Array[0, 12].Select(string.Concat)),
        (4, Fragments.Array[0, 8].Select(parts => "http://example.org/" + string.Concat(parts))),
        (1, Gen.String));

    private static readonly Canonicalizer Canonicalizer = new();

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndItsHrefParsesToItself() => Text.Select(Text).Sample((text, baseText) =>
    {
        var baseUrl = WebUrl.TryParse(baseText, null, out var page) ? page : null;
        if (WebUrl.TryParse(text, baseUrl, out var url))
        {
            Assert.True(WebUrl.TryParse(url.Href, null, out var again));
            Assert.Equal(url.Href, again.Href);
            Assert.Equal(url.Layout, again.Layout);
            Assert.True(WebUrl.TryParse(url.RequestHref, null, out var request));
            Assert.Equal(url.RequestHref, request.Href);
            Assert.Equal(url.PathAndQuery, request.PathAndQuery);
            Assert.Equal(url.DomainKey, request.DomainKey);
            Assert.Equal(url.Href.AsSpan(), url.Href.AsSpan().Trim(' '));
            Assert.True(System.Text.Ascii.IsValid(url.Href));
        }
    });

    [Fact]
    public void TryParse_CleanText_AgreesWithTheGeneralParser() => Text.Select(Text).Sample((text, baseText) =>
    {
        var baseUrl = WebUrl.TryParse(baseText, null, out var page) ? page : null;
        if (CleanUrl.TryParse(text, baseUrl, out var clean))
        {
            Assert.True(UrlParser.TryParse(text, baseUrl, null, out var general));
            Assert.Equal(general.Href, clean.Href);
            Assert.Equal(general.Layout, clean.Layout);
        }
    });

    [Fact]
    public void Canonicalize_AnyUrl_IsIdempotentAndParsesToItself() => Text.Sample(text =>
    {
        if (WebUrl.TryParse(text, null, out var url))
        {
            var canonical = Canonicalizer.Canonicalize(url);
            Assert.True(WebUrl.TryParse(canonical, null, out var again));
            Assert.Equal(canonical, again.Href);
            Assert.Equal(canonical, again.RequestHref);
            Assert.Equal(url.DomainKey, again.DomainKey);
            Assert.Equal(canonical, Canonicalizer.Canonicalize(again));
        }
    });

    [Fact]
    public void RegistrableDomain_AnyHost_IsASuffixOfItself() => Text.Sample(text =>
    {
        if (WebUrl.TryParse("http://" + text, null, out var url))
        {
            var domain = RegistrableDomain.Of(url.Host);
            Assert.True(url.Host == domain || url.Host.TrimEnd('.') == domain || url.Host.TrimEnd('.').EndsWith("." + domain, StringComparison.Ordinal));
            Assert.Equal(domain, RegistrableDomain.Of(domain));
        }
    });

    // No clock: were any of these quadratic, the test would take minutes.
    [Theory]
    [InlineData("../", "")]
    [InlineData("a/../", "")]
    [InlineData("//..", "")]
    [InlineData("%2e%2e/", "")]
    [InlineData("é", "")]
    [InlineData("%", "")]
    [InlineData("?&utm_a=1", "")]
    [InlineData("%41", "?")]
    [InlineData("&", "?")]
    [InlineData("\t", "")]
    [InlineData("#", "")]
    public void TryParseAndCanonicalize_VeryLong_StayLinear(string unit, string prefix)
    {
        var text = "http://h/" + prefix + string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length));
        Assert.True(WebUrl.TryParse(text, null, out var url));
        Assert.True(WebUrl.TryParse(Canonicalizer.Canonicalize(url), null, out _));
        Assert.True(WebUrl.TryParse(text.AsSpan(8), url, out _));
    }

    [Theory]
    [InlineData("@")]
    [InlineData(":")]
    [InlineData("é@")]
    [InlineData("[")]
    [InlineData("1.")]
    [InlineData("a.")]
    [InlineData("xn--é.")]
    [InlineData("%C3%A9")]
    [InlineData("0x")]
    public void TryParse_VeryLongAuthority_StaysLinear(string unit) =>
        _ = WebUrl.TryParse("http://" + string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)), null, out _);
}
