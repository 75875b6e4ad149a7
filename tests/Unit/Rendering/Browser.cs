using Thresher.Rendering.Browsers;

namespace Thresher.Tests.Unit.Rendering;

/// <summary>The browser of this machine.</summary>
internal static class Browser
{
    /// <summary>Skips the test where there is none, and says so.</summary>
    public static void Require()
    {
        try
        {
            BrowserFinder.Find();
        }
        catch (BrowserException none)
        {
            Assert.Skip(none.Message);
        }
    }
}
