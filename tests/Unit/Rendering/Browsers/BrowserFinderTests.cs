using Thresher.Rendering.Browsers;

namespace Thresher.Tests.Unit.Rendering.Browsers;

/// <summary>Where a browser is looked for, and what is said where there is none.</summary>
public sealed class BrowserFinderTests
{
    [Fact]
    public void Find_WithoutABrowser_SaysHowToGetOne_InOneLine()
    {
        var none = Assert.Throws<BrowserException>(() => BrowserFinder.Find(null, ["/nowhere"]));
        Assert.Equal("pages are to be rendered and no Chromium or Chrome is found: install one (apt install chromium), or name its program in THRESHER_BROWSER", none.Message);
    }

    [Fact]
    public void Find_TakesTheOneThatIsNamed_AndRefusesOneThatIsNotThere()
    {
        var file = typeof(BrowserFinderTests).Assembly.Location;
        Assert.Equal(file, BrowserFinder.Find(file, ["/nowhere"]));
        Assert.StartsWith("THRESHER_BROWSER names /nowhere/x, which is no file", Assert.Throws<BrowserException>(() => BrowserFinder.Find("/nowhere/x", [])).Message, StringComparison.Ordinal);
    }
}
