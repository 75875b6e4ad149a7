using Microsoft.Extensions.Time.Testing;
using Thresher.Jobs;
using Thresher.Jobs.Scope;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Jobs;

public sealed class TrapTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("/a/b/a/b/", Refusal.None)]
    [InlineData("/a/b/a/b/a/b/", Refusal.PathTrap)]
    [InlineData("/x/a/b/c/a/b/c/a/b/c/page", Refusal.PathTrap)]
    [InlineData("/a/a/b", Refusal.None)]
    [InlineData("/a/a/a/b", Refusal.PathTrap)]
    [InlineData("/a/b/c/a/b/d/a/b/c", Refusal.None)]
    [InlineData("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20", Refusal.None)]
    [InlineData("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21", Refusal.PathTrap)]
    [InlineData("/calendar/2027/12", Refusal.None)]
    [InlineData("/calendar/2028/01", Refusal.FarAhead)]
    [InlineData("/calendar/2028/1/", Refusal.FarAhead)]
    [InlineData("/events/2031-07-04", Refusal.FarAhead)]
    [InlineData("/events?date=2031-07-04", Refusal.FarAhead)]
    [InlineData("/events?month=7&year=2031", Refusal.FarAhead)]
    [InlineData("/events/20310704", Refusal.FarAhead)]
    [InlineData("/events?m=203107&x=1", Refusal.FarAhead)]
    [InlineData("/item/2048", Refusal.None)]
    [InlineData("/item/9999/specs", Refusal.None)]
    [InlineData("/item/204813", Refusal.None)]
    [InlineData("/item/204899/", Refusal.None)]
    [InlineData("/archive/1850/01", Refusal.None)]
    [InlineData("/v/2031.07", Refusal.None)]
    [InlineData("/id-12031/07", Refusal.None)]
    public void Check_Traps_AreRefused(string path, Refusal refusal)
    {
        Assert.True(WebUrl.TryParse($"https://example.org{path}", null, out var url));
        var admission = new Admission(new CrawlJob(), 1, Time);
        Assert.Equal(refusal, admission.Check(url, 1));
    }

    [Fact]
    public void Check_SeedFarAhead_IsMeantSo()
    {
        Assert.True(WebUrl.TryParse("https://example.org/calendar/2031/07", null, out var url));
        Assert.Equal(Refusal.None, new Admission(new CrawlJob(), 1, Time).Check(url, 0));
        Assert.Equal(Refusal.None, new Admission(new CrawlJob { Limits = new CrawlLimits { MaxYearsAhead = 10_000 } }, 1, Time).Check(url, 1));
    }

    [Theory]
    [InlineData("/a;jsessionid=0A1B?x=1", "/a?x=1")]
    [InlineData("/a;JSESSIONID=0A1B.node1/b", "/a/b")]
    [InlineData("/a;v=1;sid=2", "/a;v=1")]
    [InlineData("/a;v=1", "/a;v=1")]
    [InlineData("/(S(lit3py55t21z5v55vlm25s55))/orders.aspx", "/orders.aspx")]
    [InlineData("/app/(A(x)S(y)F(z))/", "/app/")]
    [InlineData("/(S(only))", "/")]
    [InlineData("/(S)/a", "/(S)/a")]
    [InlineData("/f(S(x))/a", "/f(S(x))/a")]
    public void Canonicalize_SessionInPath_IsNoPartOfTheIdentity(string written, string canonical)
    {
        Assert.True(WebUrl.TryParse($"https://example.org{written}", null, out var url));
        Assert.Equal($"https://example.org{canonical}", new Canonicalizer().Canonicalize(url));
        Assert.Equal($"https://example.org{written}", url.RequestHref);
    }

    [Fact]
    public void Rank_SeedsThenListedThenLinksByDepth()
    {
        var now = Time.GetUtcNow();
        int[] ranks =
        [
            UrlRank.Of(0), UrlRank.OfListed(1, now, now), UrlRank.OfListed(0.9, now, now), UrlRank.OfListed(0.5, now, now),
            UrlRank.OfListed(null, now.AddDays(-30), now), UrlRank.OfListed(null, null, now), UrlRank.OfListed(0.1, now, now),
            UrlRank.OfCanonical(1), UrlRank.Of(1), UrlRank.OfCanonical(2), UrlRank.Of(2), UrlRank.Of(int.MaxValue),
        ];
        Assert.Equal(ranks.Order(), ranks);
        Assert.Equal(ranks.Length, ranks.Distinct().Count());
        Assert.Equal(999, UrlRank.OfListed(0, null, now));
    }
}
