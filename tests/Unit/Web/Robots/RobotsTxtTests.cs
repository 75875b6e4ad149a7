using System.Text;
using Thresher.Web.Robots;

namespace Thresher.Tests.Unit.Web.Robots;

public sealed class RobotsTxtTests
{
    [Fact]
    public void RulesFor_SeveralGroupsOfOneToken_AreMerged()
    {
        var rules = Parse("User-agent: THRESHER/2\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: x\nUser-agent: thresher\nDisallow: /b")
            .RulesFor("Thresher");

        Assert.False(rules.Check("/a").Allowed);
        Assert.False(rules.Check("/b").Allowed);
        Assert.True(rules.Check("/c").Allowed);
    }

    [Fact]
    public void RulesFor_LongerToken_IsAnotherCrawler() =>
        Assert.True(Parse("User-agent: thresher-images\nDisallow: /").RulesFor("thresher").Check("/a").Allowed);

    [Fact]
    public void RulesFor_GroupWithoutRules_AllowsAllDespiteStar() =>
        Assert.True(Parse("User-agent: *\nDisallow: /\nUser-agent: thresher\nDisallow:").RulesFor("thresher").Check("/a").Allowed);

    [Fact]
    public void Parse_UnknownFieldInGroup_DoesNotCloseIt() =>
        Assert.False(Parse("User-agent: a\nNoindex: /\nSitemap: /s\nUser-agent: b\nDisallow: /").RulesFor("a").Check("/").Allowed);

    [Fact]
    public void Parse_NonAsciiName_NamesNobodyElse() =>
        Assert.True(Parse("User-agent: Jävla\nDisallow: /").RulesFor("J").Check("/").Allowed);

    [Fact]
    public void Parse_MoreThan500KiB_CutLineIsIgnored()
    {
        const string Head = "User-agent: *\nDisallow: /first\n";
        var filler = "#" + new string('x', RobotsTxt.MaxLength - Head.Length - "#\nDisallow: /a".Length) + "\n";
        var rules = Parse(Head + filler + "Disallow: /ab\nDisallow: /last").RulesFor("*");

        Assert.False(rules.Check("/first").Allowed);
        Assert.True(rules.Check("/ac").Allowed);
        Assert.True(rules.Check("/ab").Allowed);
        Assert.True(rules.Check("/last").Allowed);
    }

    [Fact]
    public void Parse_LineEndsExactlyAt500KiB_Counts()
    {
        const string Head = "User-agent: *\n";
        var last = "Disallow: /" + new string('x', RobotsTxt.MaxLength - Head.Length - "Disallow: /".Length);

        Assert.False(Parse(Head + last + "\n#").RulesFor("*").Check("/" + new string('x', RobotsTxt.MaxLength)).Allowed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Parse_Utf16WithMark_IsRead(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        byte[] body = [.. encoding.GetPreamble(), .. encoding.GetBytes("User-agent: *\nDisallow: /é")];

        Assert.False(RobotsTxt.Parse(body).RulesFor("*").Check("/%C3%A9").Allowed);
    }

    [Fact]
    public void Parse_InvalidUtf8_KeepsTheRest()
    {
        byte[] body = [.. "User-agent: *\nDisallow: /b"u8, 0xFC, .. "cher\nDisallow: /x"u8];
        var rules = RobotsTxt.Parse(body).RulesFor("*");

        Assert.False(rules.Check("/x").Allowed);
        Assert.False(rules.Check("/b%FCcher").Allowed);
    }

    [Fact]
    public void Parse_Sitemaps_KeptAsWrittenOnce() =>
        Assert.Equal(
            ["https://a.example/S.xml?a=b", "/b.xml"],
            Parse("Sitemap: https://a.example/S.xml?a=b\nsitemap:/b.xml\nSITEMAP: /b.xml\nSitemap:").Sitemaps);

    [Theory]
    [InlineData("Thresher/1.0 (+https://a.example)", "Thresher")]
    [InlineData("a_b-c", "a_b-c")]
    [InlineData("", "")]
    [InlineData("(x)", "")]
    public void Of_HeaderValue_LeadingToken(string userAgent, string token) => Assert.Equal(token, ProductToken.Of(userAgent));

    private static RobotsTxt Parse(string text) => RobotsTxt.Parse(Encoding.UTF8.GetBytes(text));
}
