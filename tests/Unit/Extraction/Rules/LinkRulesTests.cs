using Thresher.Tests.Unit.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Rules;

public sealed class LinkRulesTests
{
    private const string Html = """
        <base href="/list/"><nav><a href="/about">About</a></nav>
        <article><a href="../items/2">Two</a></article><article><a href="../items/1">One</a><a href="../items/9" rel="nofollow">Nine</a></article>
        <a class="next" href="?page=2">Next</a>
        """;

    [Fact]
    public void NoRules_EveryLinkIsLeftToTheScope() => Assert.Null(Pages.Read(Pages.Job("""{"keep":["markdown"]}"""), Html).Links);

    [Fact]
    public void ListAndDetail_OnlyWhatTheRulesTake()
    {
        var links = Pages.Read(
            Pages.Job("""{"follow":[{"css":".next","next":true,"priority":10},{"css":"article","glob":"**/items/*","maxDepth":3}]}"""), Html).Links!;
        Assert.Equal(
            [("https://shop.example/list/?page=2", 2, 10, 0), ("https://shop.example/items/2", 3, 0, 1), ("https://shop.example/items/1", 3, 0, 1)],
            links.Select(link => (link.Target.RequestHref, link.Depth, link.Priority, link.Rule)));
    }

    [Theory]
    [InlineData("""{"follow":[{"url":"/items/"}]}""", 2)]
    [InlineData("""{"follow":[{"url":"/items/"}],"politeness":{"robots":false}}""", 3)]
    [InlineData("""{"follow":[{"css":"article"}],"politeness":{"robots":false}}""", 3)]
    [InlineData("""{"follow":[{"css":"article","on":"/elsewhere"}]}""", 0)]
    [InlineData("""{"follow":[{"css":"article","maxDepth":2}]}""", 0)]
    [InlineData("""{"follow":[{}]}""", 4)]
    [InlineData("""{"follow":[{"url":"/items/1"},{"css":"article"}]}""", 2)]
    public void Rules_TakeSoMany(string job, int count) => Assert.Equal(count, Pages.Read(Pages.Job(job), Html).Links!.Count);

    [Fact]
    public void Json_PagesOfAnApi() => Assert.Equal(
        ["https://shop.example/api?page=2"],
        Pages.Read(Pages.Job("""{"follow":[{"json":"$.next","next":true}]}"""), """{"next":"/api?page=2"}""", "application/json").Links!.Select(link => link.Target.RequestHref));
}
