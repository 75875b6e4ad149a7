using AngleSharp.Css.Parser;
using Thresher.Extraction.Sources;
using Thresher.Extraction.Trees;
using Thresher.Tests.Unit.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Trees;

public sealed class SelectorKeyTests
{
    private const string Html = """
        <html lang=en><body><div class="a B"><p class=a>1<p id=x>2</p><a href=x rel=next>3</a><svg><foreignObject/></svg></div><ul><li class=b>1<li class="a b">2</ul></body></html>
        """;

    [Theory]
    [InlineData("p", null, "p")]
    [InlineData("div.a > p", null, "p")]
    [InlineData("div p.a", "a", "p")]
    [InlineData("ul > li.a.b", "b", "li")]
    [InlineData(".b", "b", null)]
    [InlineData("li:last-child", null, "li")]
    [InlineData("a[href]", null, "a")]
    [InlineData("li:not(.a)", null, null)]
    [InlineData("li:nth-child(2)", null, null)]
    [InlineData("p, a", null, null)]
    [InlineData("a[rel=next]", null, null)]
    [InlineData("*", null, null)]
    [InlineData("#x", null, null)]
    [InlineData("foreignObject", null, "foreignObject")]
    public void Key_SparesElementsButLosesNone(string selector, string? className, string? name)
    {
        Assert.Equal(new SelectorKey(className, name), SelectorKey.Of(selector));
        using var page = Pages.Page(Html, "text/html", Pages.Url, out _);
        var parsed = new CssSelectorParser().ParseSelector(selector)!;
        Assert.Equal(page.Tree!.All.Where(element => parsed.Match(element, null)), CssSource.Matches(parsed, page.Tree, page));
    }
}
