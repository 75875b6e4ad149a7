using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Urls;

public sealed class CanonicalizerTests
{
    [Theory]
    [InlineData("HTTP://User:pw@EXAMPLE.org:80/a/./b/../c?x#y", "http://example.org/a/c?x")]
    [InlineData("http://example.org", "http://example.org/")]
    [InlineData("http://example.org:8080/", "http://example.org:8080/")]
    [InlineData("http://bücher.de/ü", "http://xn--bcher-kva.de/%C3%BC")]
    [InlineData("http://h/%7euser/%2d%2E%5f%41%39", "http://h/~user/-._A9")]
    [InlineData("http://h/a%2fb%3fc?d%26e%3d", "http://h/a%2Fb%3Fc?d%26e%3D")]
    [InlineData("http://h/100%?50%&%zz", "http://h/100%25?50%25&%25zz")]
    [InlineData("http://h/%%32e/%252e", "http://h/%252e/%252e")]
    [InlineData("http://h/[a]|?b[]=c|{d}^`\\", "http://h/%5Ba%5D%7C?b%5B%5D=c%7C%7Bd%7D%5E%60%5C")]
    [InlineData("http://h//a///b/", "http://h//a///b/")]
    [InlineData("http://h/index.html?b=2&a=1&b=1", "http://h/index.html?b=2&a=1&b=1")]
    [InlineData("http://h/?", "http://h/")]
    [InlineData("http://h/?#", "http://h/")]
    [InlineData("http://h/?&", "http://h/?&")]
    [InlineData("http://h/?a&&b=", "http://h/?a&&b=")]
    [InlineData("http://h/?q=a+b%20c", "http://h/?q=a+b%20c")]
    public void Canonicalize_Rule_Holds(string input, string expected) => Assert.Equal(expected, new Canonicalizer().Canonicalize(Parse(input)));

    [Theory]
    [InlineData("http://h/p?utm_source=x&utm_medium=y", "http://h/p")]
    [InlineData("http://h/p?id=1&utm_source=x&page=2", "http://h/p?id=1&page=2")]
    [InlineData("http://h/p?gclid=1&id=1", "http://h/p?id=1")]
    [InlineData("http://h/p?FBCLID=1&%75tm%5fterm=2&UTM_ID&msclkid", "http://h/p")]
    [InlineData("http://h/p?utm_a&", "http://h/p")]
    [InlineData("http://h/p?&utm_a&x", "http://h/p?&x")]
    [InlineData("http://h/p?utm=1&xutm_a=2&gclidx=3", "http://h/p?utm=1&xutm_a=2&gclidx=3")]
    [InlineData("http://h/p?x=utm_source=1", "http://h/p?x=utm_source=1")]
    [InlineData("http://h/utm_source=1", "http://h/utm_source=1")]
    public void Canonicalize_TrackingParameters_AreDropped(string input, string expected) =>
        Assert.Equal(expected, new Canonicalizer().Canonicalize(Parse(input)));

    [Fact]
    public void Canonicalize_OwnList_ReplacesOrExtendsTheDefault()
    {
        var url = Parse("http://h/?sid=1&utm_source=2&sessionToken=3");
        var replaced = new Canonicalizer(new CanonicalizationOptions { TrackingParameters = ["sid"] });
        var extended = new Canonicalizer(new CanonicalizationOptions
        {
            TrackingParameters = [.. CanonicalizationOptions.DefaultTrackingParameters, "SID", "session*"],
        });
        var none = new Canonicalizer(new CanonicalizationOptions { TrackingParameters = [] });

        Assert.Equal("http://h/?utm_source=2&sessionToken=3", replaced.Canonicalize(url));
        Assert.Equal("http://h/", extended.Canonicalize(url));
        Assert.Equal(url.Href, none.Canonicalize(url));
    }

    [Fact]
    public void Canonicalize_CanonicalAlready_IsTheSameString()
    {
        var url = Parse("https://example.org/a%20b/?q=%C3%A9&r");
        var clean = Parse("https://example.org/a/b?c=d");
        var canonicalizer = new Canonicalizer();
        canonicalizer.Canonicalize(clean);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Same(clean.Href, canonicalizer.Canonicalize(clean));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(url.Href, canonicalizer.Canonicalize(url));
    }

    private static WebUrl Parse(string input) => WebUrl.TryParse(input, null, out var url) ? url : throw new ArgumentException(input);
}
