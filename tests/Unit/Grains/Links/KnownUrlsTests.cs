using Thresher.Grains.Links;
using Thresher.Jobs.Scope;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Links;

public sealed class KnownUrlsTests
{
    /// <summary>The cache grows as it fills; what it holds stays known, at the depth that was noted.</summary>
    [Fact]
    public void Add_MoreThanTheFirstTableHolds_StaysKnown()
    {
        var known = new KnownUrls();
        NewUrl[] urls = [.. Enumerable.Range(0, 100_000).Select(n => Found(n, n % 7))];

        foreach (var chunk in urls.Chunk(1000))
        {
            known.Add(chunk);
        }

        var kept = urls.Count(url => known.DepthOf(url.Hash) == url.Depth);
        Assert.True(kept > 98_000, $"{kept} of 100,000 are known");
        Assert.DoesNotContain(urls, url => known.DepthOf(url.Hash) is not -1 and var depth && depth != url.Depth);
    }

    [Fact]
    public void Add_MoreThanItsCapacity_ForgetsAndNeverErrs()
    {
        var known = new KnownUrls(1024);
        NewUrl[] urls = [.. Enumerable.Range(0, 10_000).Select(n => Found(n, n % 7))];

        known.Add(urls);

        Assert.InRange(urls.Count(url => known.DepthOf(url.Hash) >= 0), 900, 1024);
        Assert.DoesNotContain(urls, url => known.DepthOf(url.Hash) is not -1 and var depth && depth != url.Depth);
    }

    [Fact]
    public void Add_KnownUrlAtAnotherDepth_KeepsTheLesser()
    {
        var known = new KnownUrls();

        known.Add([Found(1, 5)]);
        known.Add([Found(1, 3)]);
        known.Add([Found(1, 8)]);

        Assert.Equal(3, known.DepthOf(Found(1, 0).Hash));
    }

    private static NewUrl Found(int number, int depth)
    {
        var url = $"http://h/{number}";
        return new NewUrl(UrlIdentity.Of(url, 1), url, null, "h", depth, 0, 0);
    }
}
