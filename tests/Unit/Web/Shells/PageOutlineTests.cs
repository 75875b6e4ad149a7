using System.Text;
using Thresher.Web.Shells;

namespace Thresher.Tests.Unit.Web.Shells;

/// <summary>What a page shows without its scripts, and the marks of an application's shell.</summary>
public sealed class PageOutlineTests
{
    private static readonly string Text = string.Join(' ', Enumerable.Repeat("word", 80));

    [Fact]
    public void Outline_CountsOwnTextScriptsAndLinks()
    {
        var page = Of("<!doctype html><html><head><title>not text</title><style>p { color: red }</style><script>var a = '</p> no';</script></head>"
            + "<body><!-- no --><p title='a > b'>one two<br>three</p><noscript>Please enable JavaScript</noscript><SCRIPT type=application/ld+json>{}</SCRIPT>"
            + "<a href=/a>four</a><a href=\"/b\">five</a><a href=/a>six</a><a href=#top>seven</a><template>no</template></body>");
        Assert.Equal((7, 1, MountPoint.None, true, 2), (page.Words, page.Scripts, page.Mount, page.AsksForScripts, page.Links.Count));
    }

    [Theory]
    [InlineData("<div id=root></div>", MountPoint.Empty)]
    [InlineData("<div class=x id='__next'> <!-- here --> </div>", MountPoint.Empty)]
    [InlineData("<div id=\"app\"><p>x</p></div>", MountPoint.Filled)]
    [InlineData("<app-root></app-root>", MountPoint.Empty)]
    [InlineData("<div data-id=root id=roots></div>", MountPoint.None)]
    public void Mount_IsKnown_WithWhetherItIsEmpty(string markup, MountPoint mount) => Assert.Equal(mount, Of(markup).Mount);

    [Theory]
    [InlineData("<p>short</p>", false)]
    [InlineData("<p>short</p><script src=/a.js></script>", true)]
    [InlineData("<div id=root></div>{text}<script src=/a.js></script>", true)]
    [InlineData("<div id=root></div>{text}", false)]
    [InlineData("{text}<script src=/a.js></script>", false)]
    [InlineData("<noscript>This page needs JavaScript</noscript>{text}<script src=/a.js></script>", true)]
    [InlineData("<noscript>This page needs JavaScript</noscript>{text} {text} {text}<script src=/a.js></script>", false)]
    public void Shell_IsKnownByItsMarks(string markup, bool shell) =>
        Assert.Equal(shell, ShellMarks.Of(Of(markup.Replace("{text}", Text, StringComparison.Ordinal))) is not null);

    [Theory]
    [InlineData("", "a", "1 more words")]
    [InlineData("a b c", "a b c d", null)]
    [InlineData("a b c", "a b c d e f", "3 more words")]
    [InlineData("a b c <a href=/1>x</a>", "a b c <a href=/1>x</a><a href=/2>y</a>", "1 more links")]
    [InlineData("a b c d", "a", null)]
    public void Difference_IsWhatScriptsAdd(string plain, string rendered, string? difference) =>
        Assert.Equal(difference, ShellMarks.Difference(Of(plain), Of(rendered)));

    [Theory]
    [InlineData("<")]
    [InlineData("<script>never ends")]
    [InlineData("<a href='")]
    [InlineData("<!-- ")]
    [InlineData("<noscript")]
    public void Outline_OfBrokenMarkup_Ends(string markup) => Assert.Equal(0, Of(markup).Words);

    private static PageOutline Of(string html) => PageOutline.Of(Encoding.UTF8.GetBytes(html));
}
