using System.Text;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Pages;

/// <summary>What a page's own tags say to crawlers; the conformance cases, where they are, say it at length.</summary>
public sealed class MetaTagTests
{
    [Theory]
    [InlineData("<meta name=robots content=noindex>", PageRules.NoIndex)]
    [InlineData("<META NAME='ROBOTS' CONTENT='NoIndex , NOFOLLOW'>", PageRules.NoIndex | PageRules.NoFollow)]
    [InlineData("<meta content=none name=robots>", PageRules.NoIndex | PageRules.NoFollow)]
    [InlineData("<meta name=robots content='index,follow'>", PageRules.None)]
    [InlineData("<meta name=robots content=noindex><meta name=robots content=nofollow>", PageRules.NoIndex | PageRules.NoFollow)]
    [InlineData("<meta name=otherbot content=noindex>", PageRules.None)]
    [InlineData("<meta name=examplebot content=nofollow>", PageRules.NoFollow)]
    [InlineData("<!--<meta name=robots content=noindex>-->", PageRules.None)]
    [InlineData("<script>'<meta name=robots content=noindex>'</script>", PageRules.None)]
    [InlineData("<meta property=robots content=noindex>", PageRules.None)]
    [InlineData("<meta http-equiv=pragma content=no-cache>", PageRules.NoCachePragma)]
    public void Parse_RobotsTag_SetsItsRules(string html, PageRules expected) => Assert.Equal(expected, Parse(html).Directives.Rules);

    [Theory]
    [InlineData("<a href=x rel=nofollow>x</a>", true)]
    [InlineData("<a href=x rel='external NoFollow'>x</a>", true)]
    [InlineData("<a href=x rel=nofollower>x</a>", false)]
    [InlineData("<a href=x>x</a>", false)]
    public void Parse_LinkRelation_IsReadAsTokens(string html, bool expected) => Assert.Equal(expected, Assert.Single(Parse(html).Links).IsNoFollow);

    [Theory]
    [InlineData("<link rel=canonical href=/a>", "/a")]
    [InlineData("<link rel='x CANONICAL' href='b'>", "b")]
    [InlineData("<link rel=alternate href=/a>", null)]
    [InlineData("<link rel=canonical>", null)]
    public void Parse_Canonical_IsKeptAsWritten(string html, string? expected) => Assert.Equal(expected, Parse(html).Canonical);

    private static ParsedPage Parse(string html) => new PageParser(TimeProvider.System).Parse(
        Encoding.UTF8.GetBytes(html), "text/html", new ParsingOptions { ProductToken = "examplebot" }, CancellationToken.None);
}
