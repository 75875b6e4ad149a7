using System.Globalization;
using System.Text;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Pages;

public sealed class PageDirectivesTests
{
    [Theory]
    [InlineData("Friday, 25-Jun-10 15:00:00 PST", "2010-06-25T23:00:00Z")]
    [InlineData("Fri, 25 Jun 2010 15:00:00 GMT", "2010-06-25T15:00:00Z")]
    [InlineData("2010-06-25T15:00:00+02:00", "2010-06-25T13:00:00Z")]
    [InlineData("2010-06-25", "2010-06-25T00:00:00Z")]
    [InlineData("25 Jun 2010 15:00:00 CEST", "2010-06-25T13:00:00Z")]
    public void FromHeader_UnavailableAfter_ReadsTheDate(string date, string expected)
    {
        var found = PageDirectives.FromHeader([$"unavailable_after: {date}, noarchive"], "bot");

        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), found.UnavailableAfter);
        Assert.Equal(PageRules.NoArchive, found.Rules);
    }

    [Theory]
    [InlineData("unavailable_after: some day, noindex", PageRules.NoIndex)]
    [InlineData("bot: unavailable_after: 1 Jan 2030 00:00:00 GMT", PageRules.None)]
    [InlineData("bot: max-snippet: 5, nofollow", PageRules.NoFollow)]
    [InlineData("other: max-snippet: 5, nofollow", PageRules.None)]
    [InlineData("other: nofollow, BOT : noindex", PageRules.NoIndex)]
    [InlineData(",,:,: ,bot:,noindex,", PageRules.NoIndex)]
    [InlineData("noindexed, no index, noindex;nofollow", PageRules.None)]
    public void FromHeader_OddValues_CountOnlyWhatIsClear(string value, PageRules expected) =>
        Assert.Equal(expected, PageDirectives.FromHeader([value], "bot").Rules);

    [Fact]
    public void Merge_TwoDates_KeepsTheEarlier()
    {
        PageDirectives early = new(PageRules.NoIndex, DateTimeOffset.UnixEpoch);
        PageDirectives late = new(PageRules.NoFollow, DateTimeOffset.UnixEpoch.AddDays(1));

        Assert.Equal(new(PageRules.NoIndex | PageRules.NoFollow, DateTimeOffset.UnixEpoch), early.Merge(late));
        Assert.Equal(early.Merge(late), late.Merge(early));
        Assert.Equal(early, early.Merge(default));
        Assert.Equal(early, default(PageDirectives).Merge(early));
    }

    [Fact]
    public void Parse_MetaNamedAfterTheCrawler_CountsInAnyCase()
    {
        const string Html = "<meta name=thresher content=noarchive><meta name=otherbot content=noindex>";

        var page = new PageParser(TimeProvider.System).Parse(
            Encoding.UTF8.GetBytes(Html), null, ParsingOptions.Default, CancellationToken.None);

        Assert.Equal(PageRules.NoArchive, page.Directives.Rules);
    }
}
