using System.Text;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Urls;

public sealed class WebUrlTests
{
    [Fact]
    public void Parts_FullUrl_AreAsNamed()
    {
        var url = Parse("HTTP://User:Pa%20ss@Example.ORG:8080/a/./b?c=d#e");

        Assert.Equal("http://User:Pa%20ss@example.org:8080/a/b?c=d#e", url.Href);
        Assert.Equal("http://example.org:8080/a/b?c=d", url.RequestHref);
        Assert.Equal("http", url.Scheme);
        Assert.Equal("example.org", url.Host);
        Assert.Equal(8080, url.Port);
        Assert.Equal("example.org:8080", url.DomainKey);
        Assert.Equal("http://example.org:8080", url.Origin);
        Assert.Equal("/a/b", url.Path);
        Assert.Equal("/a/b?c=d", url.PathAndQuery);
    }

    [Theory]
    [InlineData("https://example.org", "example.org", 443)]
    [InlineData("http://example.org:80/", "example.org", 80)]
    [InlineData("https://example.org:80/", "example.org:80", 80)]
    [InlineData("http://[2001:DB8::1]:8080/", "[2001:db8::1]:8080", 8080)]
    [InlineData("http://127.1:8080/", "127.0.0.1:8080", 8080)]
    public void DomainKey_Port_OnlyWhenNotTheSchemesOwn(string input, string key, int port)
    {
        var url = Parse(input);

        Assert.Equal(key, url.DomainKey);
        Assert.Equal(port, url.Port);
    }

    [Theory]
    [InlineData("mailto:a@example.org")]
    [InlineData("javascript:void(0)")]
    [InlineData("data:text/html,hi")]
    [InlineData("ftp://example.org/")]
    [InlineData("httpx://example.org/")]
    [InlineData("/a")]
    [InlineData("")]
    public void TryParse_NotAWebUrlWithoutBase_IsFalse(string input) => Assert.False(WebUrl.TryParse(input, null, out _));

    [Theory]
    [InlineData("")]
    [InlineData("#top")]
    [InlineData("?q=1")]
    [InlineData("/x/y?z#w")]
    [InlineData("b/c")]
    [InlineData("../b")]
    [InlineData("./b")]
    [InlineData("%2e%2E/b")]
    [InlineData("b/%2e")]
    [InlineData("b/..")]
    [InlineData(".hidden")]
    [InlineData("a:b")]
    [InlineData("b?c:d")]
    [InlineData("b#c:d")]
    [InlineData("//other.example/p")]
    [InlineData("\\\\other.example\\p")]
    [InlineData(" /x ")]
    [InlineData("/straße")]
    public void TryParse_Relative_AgreesWithTheGeneralParser(string input)
    {
        var page = Parse("https://user@example.org:8443/dir/page.html?q#f");
        var expected = UrlParser.TryParse(input, page, null, out var general);

        Assert.Equal(expected, WebUrl.TryParse(input, page, out var url));
        Assert.Equal(general, url);
        Assert.Equal(general?.Layout, url?.Layout);
    }

    [Fact]
    public void TryParse_LinksOfOnePage_ShareTheDomainKey()
    {
        var page = Parse("https://example.org/dir/page.html");
        _ = page.DomainKey;

        Assert.True(WebUrl.TryParse("other.html", page, out var relative));
        Assert.True(WebUrl.TryParse("../other.html", page, out var upward));
        Assert.Same(page.DomainKey, relative.DomainKey);
        Assert.Same(page.DomainKey, upward.DomainKey);
    }

    [Fact]
    public void TryParse_LongerThanTheLimit_IsFalse()
    {
        var longest = "http://h/" + new string('a', WebUrl.MaxLength - 9);

        Assert.True(WebUrl.TryParse(longest, null, out _));
        Assert.False(WebUrl.TryParse(longest + "a", null, out _));
        Assert.False(WebUrl.TryParse(" " + longest, null, out _));
        Assert.False(WebUrl.TryParse(longest[..^1] + " b", null, out _));
    }

    [Fact]
    public void TryParse_CleanInput_AllocatesStringAndObjectOnly()
    {
        const string Input = "https://www.example.org/some/path/page.html?id=1";
        var page = Parse("https://www.example.org/dir/page.html");
        _ = WebUrl.TryParse(Input, null, out _) && WebUrl.TryParse("../other", page, out _);

        // 24 bytes and two per character for a string, rounded up; at most 80 for the object.
        Assert.InRange(Allocated(() => WebUrl.TryParse(Input, null, out _)), 1, 128 + 80);
        Assert.InRange(Allocated(() => WebUrl.TryParse("/some/path/page.html?id=1", page, out _)), 1, 128 + 80);
        Assert.InRange(Allocated(() => WebUrl.TryParse("../../some/./path/pâge.html?id=1", page, out _)), 1, 136 + 80);
    }

    [Theory]
    [InlineData("windows-1252", "http://h/p%C3%A9?%E9#%C3%A9")]
    [InlineData("iso-8859-1", "http://h/p%C3%A9?%E9#%C3%A9")]
    [InlineData("us-ascii", "http://h/p%C3%A9?%E9#%C3%A9")]
    [InlineData("utf-16", "http://h/p%C3%A9?%C3%A9#%C3%A9")]
    [InlineData("windows-1251", "http://h/p%C3%A9?%26%23233%3B#%C3%A9")]
    public void TryParse_QueryEncoding_BindsTheQueryOnly(string encoding, string expected)
    {
        var found = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);

        Assert.True(WebUrl.TryParse("http://h/pé?é#é", null, found, out var url));
        Assert.Equal(expected, url.Href);
    }

    private static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static WebUrl Parse(string input) => WebUrl.TryParse(input, null, out var url) ? url : throw new ArgumentException(input);
}
