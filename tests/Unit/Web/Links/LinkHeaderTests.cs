using CsCheck;
using Thresher.Web.Links;

namespace Thresher.Tests.Unit.Web.Links;

public sealed class LinkHeaderTests
{
    [Theory]
    [InlineData("</b>; rel=next", "/b LinkNext")]
    [InlineData("</b>; rel=\"alternate next\"", "/b LinkNext")]
    [InlineData("</b>; rel=previous", "/b LinkPrev")]
    [InlineData("</b>; rel=canonical", "/b Canonical")]
    [InlineData("</b>; REL=Alternate; hreflang=de", "/b LinkAlternate")]
    [InlineData("</s.css>; rel=\"alternate stylesheet\"", "")]
    [InlineData("</b>; rel=preload; rel=next", "")]
    [InlineData("</b>; title=\"a; rel=next\"", "")]
    [InlineData("</b>; title=\"x, <y>; rel=next\"; rel=next, </c>;rel=prev", "/b LinkNext|/c LinkPrev")]
    [InlineData("</b>; title=\"a\\\", </x>; rel=next, y\"; rel=next, </c>; rel=prev", "/b LinkNext|/c LinkPrev")]
    [InlineData("</b>; rel=next; title=\"a\\", "/b LinkNext")]
    [InlineData("</b> rel=next", "/b LinkNext")]
    [InlineData("</b>", "")]
    [InlineData("<>; rel=next", "")]
    [InlineData("</b; rel=next", "")]
    [InlineData("</b>; rel=next; anchor=\"/other\"", "")]
    [InlineData("</b>; anchor='/other'; rel=canonical, </c>; rel=next", "/c LinkNext")]
    [InlineData("</b>; rel=next; anchor=\"/page\"", "/b LinkNext")]
    [InlineData("</b>; rel=\"next nofollow\"", "/b LinkNext NoFollow")]
    public void Followed_Value_FindsWhatLeadsOn(string value, string expected) => Assert.Equal(
        expected,
        string.Join('|', LinkHeader.Followed([value], anchor => anchor == "/page").Select(link => $"{link.Href} {link.Kind}{(link.IsNoFollow ? " NoFollow" : "")}")));

    [Fact]
    public void Canonical_OfAnotherPage_IsNotThisPages()
    {
        Assert.Null(LinkHeader.Canonical(["</b>; rel=canonical; anchor=\"/other\""]));
        Assert.Equal("/b", LinkHeader.Canonical(["</b>; rel=canonical; anchor=\"/page\"", "</c>; rel=canonical; anchor=\"#x\""], anchor => anchor == "/page"));
    }

    [Fact]
    public void Followed_AnyValue_EndsAndThrowsNothing() =>
        Gen.String[Gen.Char["</a>;rel=next,\"' anchor"], 0, 60].Sample(value =>
            Assert.InRange(LinkHeader.Followed([value, value], anchor => anchor.Length % 2 == 0).Count, 0, 60));
}
