using Thresher.Web.Shells;

namespace Thresher.Tests.Unit.Web.Shells;

public sealed class UrlShapeTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/shop/items/42", "/shop/items/#")]
    [InlineData("/shop/items/1234-blue-shoe?ref=x&page=2", "/shop/items/*?ref&page")]
    [InlineData("/blog/how-to-crawl-politely", "/blog/*")]
    [InlineData("/about-us/", "/about-us/")]
    [InlineData("/a/b.html?q", "/a/b.html?q")]
    public void Shape_IsSharedByUrlsOfAKind(string path, string shape) => Assert.Equal(shape, UrlShape.Of(path));

    [Fact]
    public void Shape_IsBounded() => Assert.Equal(200, UrlShape.Of(string.Concat(Enumerable.Repeat("/segment", 1000))).Length);
}
