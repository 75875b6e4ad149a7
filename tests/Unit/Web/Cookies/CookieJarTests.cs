using Thresher.Web.Cookies;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Cookies;

/// <summary>RFC 6265 with the limits and prefixes of RFC 6265bis: what is kept, and to whom it goes.</summary>
public sealed class CookieJarTests
{
    private const long Now = 1_800_000_000_000;

    [Theory]
    // Name and value.
    [InlineData("a=b", "https://x.example/", "a=b")]
    [InlineData(" a = b ; Path=/", "https://x.example/", "a=b")]
    [InlineData("a=\"b c\"", "https://x.example/", "a=\"b c\"")]
    [InlineData("a=b=c", "https://x.example/", "a=b=c")]
    [InlineData("b", "https://x.example/", "b")]
    [InlineData("", "https://x.example/", null)]
    [InlineData("a=b\u0001", "https://x.example/", null)]
    // Hosts.
    [InlineData("a=b", "https://sub.x.example/", null)]
    [InlineData("a=b", "https://example/", null)]
    [InlineData("a=b; Domain=x.example", "https://sub.x.example/", "a=b")]
    [InlineData("a=b; Domain=.X.Example", "https://sub.x.example/", "a=b")]
    [InlineData("a=b; Domain=x.example", "https://nox.example/", null)]
    [InlineData("a=b; Domain=other.example", "https://other.example/", null)]
    [InlineData("a=b; Domain=sub.x.example", "https://sub.x.example/", null)]
    [InlineData("a=b; Domain=example", "https://x.example/", null)]
    // Paths.
    [InlineData("a=b; Path=/shop", "https://x.example/shop", "a=b")]
    [InlineData("a=b; Path=/shop", "https://x.example/shop/1", "a=b")]
    [InlineData("a=b; Path=/shop", "https://x.example/shopping", null)]
    [InlineData("a=b; Path=shop", "https://x.example/", "a=b")]
    // Schemes.
    [InlineData("a=b; Secure", "https://x.example/", "a=b")]
    [InlineData("a=b; Secure", "http://x.example/", null)]
    [InlineData("__Host-a=b; Secure; Path=/", "https://x.example/", "__Host-a=b")]
    [InlineData("__Host-a=b; Secure; Path=/; Domain=x.example", "https://x.example/", null)]
    [InlineData("__Secure-a=b", "https://x.example/", null)]
    // Ends.
    [InlineData("a=b; Max-Age=10", "https://x.example/", "a=b")]
    [InlineData("a=b; Max-Age=0", "https://x.example/", null)]
    [InlineData("a=b; Max-Age=-1", "https://x.example/", null)]
    [InlineData("a=b; Max-Age=ten", "https://x.example/", "a=b")]
    [InlineData("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://x.example/", null)]
    [InlineData("a=b; Expires=Thu, 01-Jan-70 00:00:00 GMT; Max-Age=5", "https://x.example/", "a=b")]
    [InlineData("a=b; Expires=Wed, 09 Jun 2100 10:18:14 GMT", "https://x.example/", "a=b")]
    [InlineData("a=b; Expires=never", "https://x.example/", "a=b")]
    public void Take_Cookie_GoesWhereItMay(string header, string url, string? sent)
    {
        var jar = new CookieJar([], []);
        jar.Take(Url("https://x.example/"), [header], Now);
        Assert.Equal(sent, jar.Header(Url(url), Now));
    }

    [Fact]
    public void Take_OfADomainThatManyShare_IsRefused()
    {
        var jar = new CookieJar([], []);
        jar.Take(Url("https://a.co.uk/"), ["a=1; Domain=co.uk", "b=2; Domain=a.co.uk"], Now);
        Assert.Equal("b=2", jar.Header(Url("https://www.a.co.uk/"), Now));
        Assert.Null(jar.Header(Url("https://b.co.uk/"), Now));
    }

    [Fact]
    public void Header_OfSeveral_HasLongerPathsFirst_ThenOlder()
    {
        var jar = new CookieJar([], []);
        jar.Take(Url("https://x.example/a/b"), ["late=1; Path=/"], Now + 5);
        jar.Take(Url("https://x.example/a/b"), ["deep=1; Path=/a", "early=1; Path=/"], Now);
        jar.Take(Url("https://x.example/a/b"), ["early=2; Path=/"], Now + 9);
        Assert.Equal("deep=1; early=2; late=1", jar.Header(Url("https://x.example/a/b"), Now + 10));
    }

    [Fact]
    public void Changes_AreWhatTheResponseChanged()
    {
        var jar = new CookieJar([], [new Cookie("x.example", "/", "kept", "1") { HostOnly = true, SetAt = 1 }, new Cookie("x.example", "/", "gone", "1") { HostOnly = true }]);
        jar.Take(Url("https://x.example/"), ["kept=1", "gone=; Max-Age=0", "unknown=; Max-Age=0", "new=1", "new=2"], Now);
        Assert.Equal(["gone True", "new=2 False"], jar.Changes.Select(change => $"{change.Cookie.Name}{(change.IsGone ? "" : $"={change.Cookie.Value}")} {change.IsGone}").Order());
    }

    [Fact]
    public void Cookie_OfTheFile_ThatTheSiteEnds_StaysEnded()
    {
        Cookie[] given = [new("x.example", "/", "session", "of the file")];
        var jar = new CookieJar(given, []);
        Assert.Equal("session=of the file", jar.Header(Url("https://www.x.example/"), Now));
        jar.Take(Url("https://x.example/"), ["session=; Domain=x.example; Path=/; Max-Age=0"], Now);
        var kept = Assert.Single(jar.Changes);
        Assert.False(kept.IsGone);
        Assert.Null(new CookieJar(given, [kept.Cookie]).Header(Url("https://www.x.example/"), Now));
    }

    [Fact]
    public void Take_MoreThanAJarHolds_TheOldestGoes()
    {
        var kept = Enumerable.Range(0, CookieJar.MaxCookies).Select(i => new Cookie("x.example", "/", $"c{i}", "1") { HostOnly = true, SetAt = i });
        var jar = new CookieJar([], kept);
        jar.Take(Url("https://x.example/"), ["more=1", $"huge={new string('a', SetCookie.MaxLength)}"], Now);
        Assert.Equal(["c0 True", "more False"], jar.Changes.Select(change => $"{change.Cookie.Name} {change.IsGone}").Order());
        Assert.Equal(CookieJar.MaxCookies, jar.Header(Url("https://x.example/"), Now)!.Split("; ").Length);
    }

    [Fact]
    public void Parse_CookiesTxt_ReadsWhatBrowsersWrite()
    {
        const string text = "# Netscape HTTP Cookie File\r\n\r\n.x.example\tTRUE\t/\tFALSE\t0\ta\t1\r\n#HttpOnly_x.example\tFALSE\t/shop\tTRUE\t4102444800.5\tb\tt\t";
        var cookies = CookiesTxt.Parse(text[..^1]);
        Assert.Equal(
            [new Cookie("x.example", "/", "a", "1"), new Cookie("x.example", "/shop", "b", "t") { HostOnly = true, Secure = true, ExpiresAt = 4102444800000 }],
            cookies);
    }

    [Fact]
    public void Parse_SomethingElse_NamesTheLineAndNoValue()
    {
        var wrong = Assert.Throws<FormatException>(() => CookiesTxt.Parse("# x\nsession=s3cret"));
        Assert.StartsWith("line 2 is not one of a cookies.txt", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", wrong.Message, StringComparison.Ordinal);
    }

    private static WebUrl Url(string url)
    {
        Assert.True(WebUrl.TryParse(url, null, out var parsed));
        return parsed;
    }
}
