using Thresher.Client.Trying;
using Thresher.Extraction.Preview;
using Thresher.Jobs;
using Thresher.Tests.Unit.Grains.Fetching;

namespace Thresher.Tests.Unit.Client;

/// <summary>What <c>try</c> shows of a page's links is what the crawl would follow.</summary>
public sealed class TriedPageTests
{
    private static readonly CrawlJob Job = new() { AllowPrivate = true };

    [Fact]
    public async Task Links_OfHeaders_AreShownAsTheCrawlFollowsThem()
    {
        var links = await LinksAsync("Refresh: 5; url=/later\r\nLink: </next>; rel=next, </style.css>; rel=stylesheet\r\nLink: </page>; rel=\"canonical\"\r\n");
        Assert.Equal(
            ["/later 1 ", "/next 1 ", "/page 0 ", "/a 1 "],
            links.Select(link => $"{new Uri(link.Url).PathAndQuery} {link.Depth} {link.Refusal}"));
    }

    [Theory]
    [InlineData("X-Robots-Tag: nofollow\r\n")]
    [InlineData("X-Robots-Tag: noarchive\r\nX-Robots-Tag: thresher: none\r\n")]
    public async Task Links_OfPageThatForbidsIt_AreNotFollowed(string headers) =>
        Assert.Equal("the page says nofollow", Assert.Single(await LinksAsync(headers)).Refusal);

    private static async Task<IReadOnlyList<PreviewLink>> LinksAsync(string headers)
    {
        const string Body = "<a href=/a>a</a>";
        await using var server = RawServer.Start($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Body.Length}\r\n{headers}\r\n{Body}");
        using var page = await TriedPage.FetchAsync(server.Url(), Job, null, TestContext.Current.CancellationToken);
        return JobPreview.Run(Job, page.Source, page.Links, page.IsNoFollow).Links;
    }
}
