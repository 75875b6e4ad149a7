namespace Thresher.Tests.Unit.Extraction.Sources;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("<main><h1>T <a href=#x>¶</a></h1><p>One  <b>two</b> <em>three</em><br>four.</p></main>", "# T\n\nOne **two** *three*\nfour.")]
    [InlineData("<main><p>Some text that is long enough.</p><ul><li>a<li>b<ul><li>c</ul></ul><ol start=3><li>x<li>y</ol></main>", "Some text that is long enough.\n\n- a\n- b\n  - c\n\n3. x\n4. y")]
    [InlineData("<main><p>See <a href='../b?x=(1)'>the <code>b()</code> page</a> and <img src=i.png alt='a pic'>.</p></main>", "See [the `b()` page](https://shop.example/b?x=(1%29) and ![a pic](https://shop.example/items/i.png).")]
    [InlineData("<main><p>Code follows, and is kept:</p><div class=highlight-python3><pre>\ndef f():\n    return '`'\n</pre></div></main>", "Code follows, and is kept:\n\n```python3\ndef f():\n    return '`'\n```")]
    [InlineData("<main><p>A table comes now, with two rows.</p><table><tr><th>a<th>b<tr><td>1|2<td><i>x</i></table></main>", "A table comes now, with two rows.\n\n| a | b |\n| --- | --- |\n| 1\\|2 | *x* |")]
    [InlineData("<main><blockquote><p>said so, and at some length</p><p>twice</p></blockquote><hr></main>", "> said so, and at some length\n>\n> twice\n\n---")]
    [InlineData("<main><dl><dt>term</dt><dd><p>what it means, in some words</p></dd></dl></main>", "**term**\n\nwhat it means, in some words")]
    [InlineData("<main><p># 1 * 2 _x_ a_b [c] &lt;d&gt; and some more text</p><p>- no list but a sentence</p></main>", "\\# 1 \\* 2 \\_x\\_ a_b \\[c\\] \\<d> and some more text\n\n\\- no list but a sentence")]
    [InlineData("<nav><a href=/>Home</a></nav><header><a href=/>Logo</a></header><article><p>The story, as it was told to me.</p></article><footer>Imprint</footer><script>x</script>", "The story, as it was told to me.")]
    [InlineData("<div id=menu><ul><li><a href=/1>a long menu entry for one</a><li><a href=/2>a long menu entry for two</a></ul></div><div id=body><p>Running text, which is what one reads, in a sentence or two.</p><p>And more of it, so that there is no doubt about it.</p></div>", "Running text, which is what one reads, in a sentence or two.\n\nAnd more of it, so that there is no doubt about it.")]
    [InlineData("<body></body>", "")]
    public void Markdown_OfThePage(string html, string expected) =>
        Assert.Equal(expected, Pages.Read(Pages.Job("""{"keep":["markdown"]}"""), html).Markdown);

    [Fact]
    public void Markdown_OfAPageThatIsRefused_IsNone() =>
        Assert.Null(Pages.Read(Pages.Job("""{"keep":["markdown"]}"""), string.Concat(Enumerable.Repeat("<div>", 2_000))).Markdown);
}
