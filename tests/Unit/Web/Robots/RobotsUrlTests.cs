using System.Text;
using Thresher.Web.Robots;

namespace Thresher.Tests.Unit.Web.Robots;

public sealed class RobotsUrlTests
{
    [Theory]
    [InlineData("http://a.example/x/y?z#f", "http://a.example/robots.txt")]
    [InlineData("HTTPS://A.example:443", "https://a.example/robots.txt")]
    [InlineData("http://a.example:8080/x", "http://a.example:8080/robots.txt")]
    [InlineData("http://[::1]:81/", "http://[::1]:81/robots.txt")]
    [InlineData("http://bücher.example/", "http://xn--bcher-kva.example/robots.txt")]
    [InlineData("ftp://a.example/", null)]
    [InlineData("/x", null)]
    public void LocationFor_Url_IsOfItsOrigin(string url, string? expected) => Assert.Equal(expected, RobotsUrl.LocationFor(url));

    [Theory]
    [InlineData("http://a.example", "/")]
    [InlineData("http://a.example/a/b?c=d#e", "/a/b?c=d")]
    [InlineData("http://a.example?q", "/?q")]
    [InlineData("//a.example/x", "/x")]
    [InlineData("http://a.example/x?u=http://b.example/y", "/x?u=http://b.example/y")]
    [InlineData("#f", "/")]
    public void PathOf_Url_IsPathAndQueryAsWritten(string url, string expected) => Assert.Equal(expected, RobotsUrl.PathOf(url));

    [Theory]
    [InlineData("Thresher", true)]
    [InlineData("my_bot-2", true)]
    [InlineData("", false)]
    [InlineData("Thresher/1.0", false)]
    [InlineData("two bots", false)]
    [InlineData("*", false)]
    public void IsValid_Token_HasTokenCharactersOnly(string token, bool expected) => Assert.Equal(expected, ProductToken.IsValid(token));

    [Theory]
    [InlineData("/a b", "/a%20b")]
    [InlineData("/é", "/%C3%A9")]
    [InlineData("/%c3%a9", "/%C3%A9")]
    [InlineData("/a*b$", "/a*b$")]
    public void NormalizePattern_Pattern_IsEscapedAlike(string pattern, string expected) =>
        Assert.Equal(expected, RobotsPath.NormalizePattern(Encoding.UTF8.GetBytes(pattern)));
}
