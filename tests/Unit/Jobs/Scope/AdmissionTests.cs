using CsCheck;
using Thresher.Jobs;
using Thresher.Jobs.Rules;
using Thresher.Jobs.Scope;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Jobs.Scope;

public sealed class AdmissionTests
{
    [Theory]
    [InlineData(0, 0, Refusal.None)]
    [InlineData(0, 1, Refusal.TooDeep)]
    [InlineData(20, 20, Refusal.None)]
    [InlineData(20, 21, Refusal.TooDeep)]
    public void Check_Depth_IsCountedFromTheSeeds(int most, int depth, Refusal expected) =>
        Assert.Equal(expected, Of(new CrawlLimits { MaxDepth = most }).Check(Url("http://a.example/"), depth));

    [Theory]
    [InlineData("http://a.example/1234", 21, Refusal.None)]
    [InlineData("http://a.example/12345", 21, Refusal.TooLong)]
    [InlineData("http://a.example/1234#fragment", 21, Refusal.None)]
    [InlineData("http://user:password@a.example/1234", 21, Refusal.None)]
    public void Check_Length_IsOfWhatIsRequested(string url, int most, Refusal expected) =>
        Assert.Equal(expected, Of(new CrawlLimits { MaxUrlLength = most }).Check(Url(url), 0));

    [Theory]
    [InlineData("/", Refusal.None)]
    [InlineData("/a/b/c", Refusal.None)]
    [InlineData("/a/b/c/", Refusal.None)]
    [InlineData("//a//b///c", Refusal.None)]
    [InlineData("/a/b/c/d", Refusal.PathTrap)]
    [InlineData("/a/b/c?x=/d/e/f", Refusal.None)]
    public void Check_Segments_AreBounded(string path, Refusal expected) =>
        Assert.Equal(expected, Of(new CrawlLimits { MaxPathSegments = 3 }).Check(Url("http://a.example" + path), 0));

    [Theory]
    [InlineData("/a/a/b/a/a", Refusal.None)]
    [InlineData("/a/a/a", Refusal.PathTrap)]
    [InlineData("/x/a/a/a/y", Refusal.PathTrap)]
    [InlineData("/a//a/a", Refusal.PathTrap)]
    [InlineData("/a/A/a", Refusal.None)]
    [InlineData("/a/b/a/b/a/b", Refusal.PathTrap)]
    [InlineData("/a/b/a/b", Refusal.None)]
    [InlineData("/a/aa/aaa", Refusal.None)]
    public void Check_SegmentRepeated_IsATrapAtTheThird(string path, Refusal expected) =>
        Assert.Equal(expected, Of(new CrawlLimits()).Check(Url("http://a.example" + path), 0));

    [Theory]
    [InlineData("/items/5", Refusal.None)]
    [InlineData("/catalogue/", Refusal.None)]
    [InlineData("/about", Refusal.NotIncluded)]
    [InlineData("/items/5?sort=up", Refusal.ExcludedByRule)]
    [InlineData("/items/private", Refusal.ExcludedByRule)]
    public void Check_Rules_OneIncludeAndNoExclude(string path, Refusal expected)
    {
        var admission = new Admission(
            new CrawlJob { Scope = new CrawlScope { Include = ["/items/", "/catalogue/$"], Exclude = ["[?&]sort=", "private"] } }, 1);
        Assert.Equal(expected, admission.Check(Url("http://a.example" + path), 0));
    }

    [Fact]
    public void Check_ExpressionMadeToHang_TakesLinearTime()
    {
        var admission = new Admission(new CrawlJob { Scope = new CrawlScope { Include = ["(a+)+$"] } }, 1);
        Assert.Equal(Refusal.NotIncluded, admission.Check(Url("http://a.example/" + new string('a', 2_000) + "!"), 0));
    }

    [Theory]
    [InlineData("(?=a)")]
    [InlineData("(a)\\1")]
    public void Compile_NeedsBacktracking_IsRefused(string expression) =>
        Assert.Throws<NotSupportedException>(() => LinearRegex.Compile(expression));

    [Theory]
    [InlineData("https://shop.example.co.uk:8443/a/b?x/y", ScopeMode.Host, "shop.example.co.uk:8443")]
    [InlineData("https://shop.example.co.uk:443/a/b", ScopeMode.Host, "shop.example.co.uk")]
    [InlineData("https://shop.example.co.uk/a/b", ScopeMode.Domain, "example.co.uk")]
    [InlineData("https://shop.example.co.uk/a/b?x/y", ScopeMode.Prefix, "shop.example.co.uk/a/")]
    [InlineData("https://shop.example.co.uk/a/b/", ScopeMode.Prefix, "shop.example.co.uk/a/b/")]
    [InlineData("https://shop.example.co.uk/", ScopeMode.Prefix, "shop.example.co.uk/")]
    [InlineData("https://shop.example.co.uk/a/b", ScopeMode.Any, null)]
    public void SeedKey_Mode_IsWhatLinksMustShare(string seed, ScopeMode mode, string? key) =>
        Assert.Equal(key, Of(mode).SeedKey(Url(seed)));

    [Theory]
    [InlineData(ScopeMode.Host, "http://a.example/x", "https://a.example/y", true)]
    [InlineData(ScopeMode.Host, "http://a.example/x", "http://b.a.example/", false)]
    [InlineData(ScopeMode.Host, "http://a.example/x", "http://a.example:81/", false)]
    [InlineData(ScopeMode.Domain, "http://www.a.example/x", "http://b.a.example:81/", true)]
    [InlineData(ScopeMode.Domain, "http://www.a.example/x", "http://a.example/", true)]
    [InlineData(ScopeMode.Domain, "http://one.github.io/", "http://two.github.io/", false)]
    [InlineData(ScopeMode.Domain, "http://10.0.0.1/", "http://10.0.0.2/", false)]
    [InlineData(ScopeMode.Prefix, "http://a.example/docs/index.html", "http://a.example/docs/deep/er/page", true)]
    [InlineData(ScopeMode.Prefix, "http://a.example/docs/index.html", "http://a.example/docs/", true)]
    [InlineData(ScopeMode.Prefix, "http://a.example/docs/index.html", "http://a.example/docs", false)]
    [InlineData(ScopeMode.Prefix, "http://a.example/docs/index.html", "http://a.example/docs2/", false)]
    [InlineData(ScopeMode.Prefix, "http://a.example/docs/index.html", "http://b.example/docs/x", false)]
    [InlineData(ScopeMode.Prefix, "http://a.example/docs/x", "http://a.example/docs/../y", false)]
    public void CandidateKeys_Link_HoldTheSeedsKeyIfInScope(ScopeMode mode, string seed, string link, bool inScope)
    {
        var admission = Of(mode);
        Assert.Equal(inScope, admission.CandidateKeys(Url(link)).Contains(admission.SeedKey(Url(seed))));
    }

    [Fact]
    public void CandidateKeys_Any_AreNone() => Assert.Empty(Of(ScopeMode.Any).CandidateKeys(Url("http://a.example/x/y")));

    [Fact]
    public void CandidateKeys_Seed_IsAlwaysInItsOwnScope() =>
        Gen.Select(Gen.String[Gen.Char["ab/.?%2F"], 0, 30], Gen.Int[0, 2]).Sample((path, mode) =>
        {
            var admission = Of((ScopeMode)mode);
            return !WebUrl.TryParse("http://a.example/" + path, null, out var seed) || admission.CandidateKeys(seed).Contains(admission.SeedKey(seed));
        });

    [Fact]
    public void Row_TrackingParameters_DoNotMakeAnotherPage()
    {
        var usual = Of(new CrawlLimits());
        var (plain, tracked) = (usual.Row(Url("http://a.example/?p=1"), 3, 2), usual.Row(Url("http://a.example/?p=1&utm_source=x#f"), 3, 2));
        Assert.Equal(plain.Hash, tracked.Hash);
        Assert.Equal(usual.IdentityOf(Url("http://a.example/?p=1")), plain.Hash);
        var own = new Admission(new CrawlJob { TrackingParameters = ["ref*"] }, 1);
        Assert.NotEqual(own.IdentityOf(Url("http://a.example/?utm_source=x")), own.IdentityOf(Url("http://a.example/")));
        Assert.Equal(own.IdentityOf(Url("http://a.example/?referrer=x")), own.IdentityOf(Url("http://a.example/")));
    }

    [Fact]
    public void IdentityOf_AnotherCrawl_IsAnother() =>
        Assert.NotEqual(new Admission(new CrawlJob(), 1).IdentityOf(Url("http://a.example/")), new Admission(new CrawlJob(), 2).IdentityOf(Url("http://a.example/")));

    private static Admission Of(CrawlLimits limits) => new(new CrawlJob { Limits = limits }, 1);

    private static Admission Of(ScopeMode mode) => new(new CrawlJob { Scope = new CrawlScope { Mode = mode } }, 1);

    private static WebUrl Url(string text) => WebUrl.TryParse(text, null, out var url) ? url : throw new ArgumentException(text);
}
