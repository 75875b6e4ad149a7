using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Urls;

public sealed class UrlIdentityTests
{
    [Fact]
    public void Of_KnownUrl_IsTheStoredValue() =>
        Assert.Equal("9fd2d8fdb32d1b110c6047db2f7bb368", UrlIdentity.Of("https://example.org/", 1).ToString());

    [Fact]
    public void Of_OtherCrawl_IsAnotherIdentity() =>
        Assert.NotEqual(UrlIdentity.Of("https://example.org/", 1), UrlIdentity.Of("https://example.org/", 2));

    [Theory]
    [InlineData(10)]
    [InlineData(340)]
    [InlineData(2048)]
    [InlineData(100_000)]
    public void Of_AnyLength_DependsOnItsLastCharacter(int length)
    {
        var text = new string('a', length);

        Assert.Equal(UrlIdentity.Of(text, 7), UrlIdentity.Of(text.AsSpan(), 7));
        Assert.NotEqual(UrlIdentity.Of(text, 7), UrlIdentity.Of(text[..^1] + "b", 7));
    }

    [Fact]
    public void Of_UsualUrl_AllocatesNothing()
    {
        var url = "https://www.example.org/some/path?" + new string('q', 2000);
        UrlIdentity.Of(url, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        UrlIdentity.Of(url, 1);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
