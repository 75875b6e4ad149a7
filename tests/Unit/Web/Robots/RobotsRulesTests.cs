using System.Text;
using Thresher.Web.Robots;

namespace Thresher.Tests.Unit.Web.Robots;

public sealed class RobotsRulesTests
{
    [Theory]
    [InlineData("/private/x", false, 3, "/private/")]
    [InlineData("/private/open", true, 5, "/private/open")]
    [InlineData("/page", true, 7, "/page")]
    [InlineData("/k%c3%b6nyvek", false, 8, "/könyvek")]
    [InlineData("/a.pdf", false, 9, "/*.pdf$")]
    [InlineData("/a.pdf?x", true, 0, null)]
    [InlineData("/elsewhere", true, 0, null)]
    public void Check_RuleMatches_NamesDecidingLine(string path, bool allowed, int line, string? rule)
    {
        var rules = Rules("""
            # a comment
            User-agent: thresher
            Disallow: /private/

            Allow: /private/open
            Disallow: /page
            Allow: /page  # a tie: Allow wins
            Disallow: /könyvek
            Disallow: /*.pdf$
            """);

        Assert.Equal(new RobotsVerdict(allowed, line, rule), rules.Check(path));
    }

    [Theory]
    [InlineData("/a:b", "/a%3Ab", true)]
    [InlineData("/a(1)", "/a%281%29", true)]
    [InlineData("/a%2Fb", "/a/b", false)]
    [InlineData("/q?a%26b", "/q?a&b", false)]
    [InlineData("/q?a%2Bb", "/q?a+b", false)]
    [InlineData("/100%", "/100%25", true)]
    [InlineData("/a b", "/a%20b", true)]
    [InlineData("/a%zz", "/a%25zz", true)]
    public void Check_EscapesDiffer_MatchesWhenMeaningIsTheSame(string pattern, string path, bool same)
    {
        Assert.Equal(same, !Rules($"User-agent: *\nDisallow: {pattern}").Check(path).Allowed);
        Assert.Equal(same, !Rules($"User-agent: *\nDisallow: {path}").Check(pattern).Allowed);
    }

    [Fact]
    public void Check_ManyWildcards_TakesNoExponentialTime()
    {
        var pattern = "/" + string.Concat(Enumerable.Repeat("*a", 60_000)) + "*b";
        var rules = Rules($"User-agent: *\nDisallow: {pattern}");

        Assert.True(rules.Check("/" + new string('a', 120_000)).Allowed);
        Assert.False(rules.Check("/" + new string('a', 120_000) + "b").Allowed);
    }

    [Fact]
    public void Check_PathWithoutEscapes_AllocatesNothing()
    {
        var rules = Rules("User-agent: *\nDisallow: /a/*/b$\nAllow: /a/\nDisallow: /");
        var paths = new[] { "/a/x/b", "/a/x", "/b?c=d", "/caf%C3%A9" };
        Measure(rules, paths);

        Assert.Equal(0, Measure(rules, paths));

        static long Measure(RobotsRules rules, string[] paths)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var path in paths)
            {
                rules.Check(path);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Check_LongPathWithEscapes_IsNormalized()
    {
        var path = "/" + new string('é', 5_000);

        Assert.False(Rules($"User-agent: *\nDisallow: {path}$").Check(path).Allowed);
    }

    [Fact]
    public void Check_RobotsTxtItself_AlwaysAllowed()
    {
        Assert.True(Rules("User-agent: *\nDisallow: /").Check("/robots.txt").Allowed);
        Assert.False(Rules("User-agent: *\nDisallow: /").Check("/").Allowed);
        Assert.True(RobotsRules.AllowAll.Check("/").Allowed);
    }

    [Theory]
    [InlineData("Crawl-delay: 2\nCrawl-delay: 7\nCrawl-delay: 3", 7.0)]
    [InlineData("Crawl-delay: 1.5s", 1.5)]
    [InlineData("Crawl-delay: 99999999999999999999", 86_400.0)]
    [InlineData("Crawl-delay: 0", 0.0)]
    [InlineData("Crawl-delay: -1", null)]
    [InlineData("Crawl-delay: NaN", null)]
    [InlineData("Crawl-delay:", null)]
    public void CrawlDelay_Values_LongestReadableOneCounts(string lines, double? seconds) =>
        Assert.Equal(seconds, Rules("User-agent: *\n" + lines).CrawlDelay?.TotalSeconds);

    [Theory]
    [InlineData("0/10")]
    [InlineData("1/0")]
    [InlineData("1")]
    [InlineData("1/")]
    [InlineData("a/b")]
    [InlineData("99999999999/1s")]
    public void RequestRate_Unreadable_Ignored(string value) =>
        Assert.Null(Rules("User-agent: *\nRequest-rate: " + value).RequestRate);

    [Fact]
    public void RequestRate_Several_SlowestCounts() =>
        Assert.Equal(
            new RequestRate(1, TimeSpan.FromMinutes(1)),
            Rules("User-agent: *\nRequest-rate: 5/1s\nRequest-rate: 1/1m\nRequest-rate: 9/10").RequestRate);

    private static RobotsRules Rules(string text) => RobotsTxt.Parse(Encoding.UTF8.GetBytes(text)).RulesFor("Thresher");
}
