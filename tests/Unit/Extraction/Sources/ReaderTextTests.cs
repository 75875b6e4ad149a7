using System.Text.Json;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Rules;

namespace Thresher.Tests.Unit.Extraction.Sources;

/// <summary>Fields hold what a reader sees. The lines are those that Chromium gives as <c>innerText</c>, empty ones left out.</summary>
public sealed class ReaderTextTests
{
    public static TheoryData<string, string> Elements => new()
    {
        { "<p>One</p><p>Two</p>", "One\nTwo" },
        { "<b>a</b>b<i>c</i> <b>d</b>", "abc d" },
        { "a<br>b<hr>c<br><br>d<wbr>e", "a\nb\nc\nde" },
        { "<ul><li>1<li>2<ul><li>3</ul></ul><dl><dt>t<dd>d</dl>", "1\n2\n3\nt\nd" },
        { "<table><caption>cap<tr><td>1<td>2<tr><th>3<td>4</table>z", "cap\n1\t2\n3\t4\nz" },
        { "a<textarea>ta</textarea>b", "ab" },
        { "a<select><option>o1<option>o2</select>b", "a\no1\no2\nb" },
        { "a<button>bu<p>q</p></button>b", "abu\nq\nb" },
        { "a<noscript>ns</noscript><script>s</script><style>t</style>b", "ab" },
        { "a<template>u</template>b", "ab" },
        { "a<fieldset><legend>l</legend>f</fieldset>b", "a\nl\nf\nb" },
        { "a<ruby>k<rp>(</rp><rt>r</rt><rp>)</rp></ruby>b<iframe>fr</iframe><object>ob</object><video>vi</video><audio>au</audio><canvas>ca</canvas>c", "akrbc" },
        { "a<datalist><option>q</datalist><meter>m</meter><progress>p</progress><input value=v>b", "ab" },
        { "a<pre>\nl1\n l2</pre>b<center>c</center><address>d</address><figure>e<figcaption>f</figcaption></figure><label>g</label>", "a\nl1\nl2\nb\nc\nd\ne\nf\ng" },
        { "a\n b\n\tc", "a b c" },
        { "<div>\n  <div>a</div>\n  <div>b</div>\n</div>", "a\nb" },
        { "a&#10;b", "a b" },
        { "<x-y>a</x-y><x-y>b</x-y>", "ab" },
    };

    /// <summary>The plain tree, and AngleSharp's: a misnested element makes a page unplain, and stands outside of what is read.</summary>
    [Theory]
    [MemberData(nameof(Elements))]
    public void Text_OfAnElement_IsThatOfItsLines(string inner, string lines) => Assert.All(["", "<b><i></b></i>"], misnested =>
    {
        var html = $"<!doctype html><title>t</title><body>{misnested}<div id=x>{inner}</div>";
        Assert.Equal(lines, Field("#x", "lines", html));
        Assert.Equal(lines.Replace('\n', ' ').Replace('\t', ' '), Field("#x", "collapse", html));
    });

    [Theory]
    [InlineData("title", "a b")]
    [InlineData("script", "if (a)\n  b")]
    [InlineData("textarea", "c\n d")]
    [InlineData("noscript", "ns")]
    [InlineData("pre b", "e\n f")]
    [InlineData("p", "g h")]
    public void Text_OfWhatIsNotShown_OrKept_IsItsOwn(string selector, string text) => Assert.All(["", "<b><i></b></i>"], misnested => Assert.Equal(
        text,
        Field(selector, "none", $"<title>a\nb</title><body>{misnested}<script>if (a)\n  b</script><textarea>c\n d</textarea><noscript>ns</noscript><pre><b>e\n f</b></pre><p>g\nh</p>")));

    [Fact]
    public void Text_OfARecord_IsThatOfTheReaderForItsRegexToo() =>
        Assert.Equal("\"Two\"", Pages.Field("""{"regex":"One\\s(\\w+)"}""", "<body><div class=r><p>One</p><p>Two</p></div>", "\"each\":\".r\","));

    [Theory]
    [InlineData("", "")]
    [InlineData(" \n\t\n ", "")]
    [InlineData(" a  b \n\n c\t d \r\n", "a b\nc\td")]
    public void Lines_AreThoseThatAreNotEmpty(string text, string lines) => Assert.Equal(lines, Collapsed.Lines(text));

    [Fact]
    public void Layouts_OfUnknownNames_AreInline() => Assert.Equal(TextLayout.Inline, TextLayouts.Of((ElementName)(-1)));

    private static string? Field(string selector, string trim, string html) =>
        JsonSerializer.Deserialize<string>(Pages.Field($$"""{"css":"{{selector}}","trim":"{{trim}}"}""", html));
}
