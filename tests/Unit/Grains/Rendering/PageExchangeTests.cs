using Thresher.Grains.Rendering;
using Thresher.Rendering.Pages;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Rendering;

/// <summary>What of a page's request is sent: what its scripts wrote, and nothing that is the transport's or tells of the browser.</summary>
public sealed class PageExchangeTests
{
    private static readonly WebUrl Page = Parsed("https://shop.example/list");

    [Fact]
    public void Request_KeepsWhatScriptsWrote_AndLeavesOutWhatIsNotTheirs()
    {
        var sent = PageExchange.Sent(
            new PageRequest("POST", "https://shop.example/api", RequestKind.Data, [new("X-Key", "k"), new("Content-Type", "application/json"), new("User-Agent", "HeadlessChrome"), new("sec-ch-ua", "x"), new("Cookie", "a=b"), new("host", "internal")], [1]),
            Parsed("https://shop.example/api"),
            Page);
        Assert.Equal([("X-Key", "k"), ("Content-Type", "application/json"), ("Origin", "https://shop.example")], sent.Fields.Select(field => (field.Name, field.Value)));
        Assert.Equal(("POST", 1), (sent.Method, sent.Body!.Length));
    }

    [Theory]
    [InlineData("https://shop.example/a.json", false)]
    [InlineData("https://cdn.example/a.json", true)]
    [InlineData("http://shop.example/a.json", true)]
    public void Origin_IsTold_WhereABrowserTellsIt(string url, bool told) => Assert.Equal(
        told, PageExchange.Sent(new PageRequest("GET", url, RequestKind.Data, [], null), Parsed(url), Page).Fields.Any(field => field.Name == "Origin"));

    private static WebUrl Parsed(string url) => WebUrl.TryParse(url, null, out var parsed) ? parsed : throw new FormatException(url);
}
