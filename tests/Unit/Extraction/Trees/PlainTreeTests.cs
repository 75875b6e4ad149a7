using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Thresher.Extraction.Sources;
using Thresher.Extraction.Trees;
using Thresher.Tests.Unit.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Trees;

/// <summary>Whatever the plain tree says of a page, AngleSharp's tree says too.</summary>
public sealed class PlainTreeTests
{
    private static readonly string[] Names =
        ("html head body title meta link base script style noscript div p p p ul li ol dl dt dd table caption colgroup col thead tbody tr td th a b i em code span form button input br hr img"
        + " pre textarea select option optgroup h1 h2 h3 section article main nav figure blockquote address iframe object svg g path details summary dialog x-own label center").Split(' ');

    private static readonly string[] Texts =
        ["\n", " ", "text", "a < b", "&amp;&lt;x", "&copy &notit; &#65;&#x80;", "\r\n", "<!-- note -->", "ü", "&nbsp;", "\t", "1 > 0", "<!--x--!>", "</>", "<?pi?>", "<![CDATA[x]]>"];

    private static readonly string[] Attributes =
        [" id=a", " class='b c'", " class=\"B\nd\"", " href=x&amp;y", " rel=NEXT", " data-x", " id=a id=b", " title=\"a&quot;b\"", " CLASS=b", " a/b=c", " viewBox=1", " lang=en/"];

    [Theory]
    [InlineData("<p>1<p>2<div>3</div>4</p>5")]
    [InlineData("<!DOCTYPE html>\n<html lang=en><head><title>a &amp; b</title></head>\n<body><ul><li>1<li><p>2</ul></body></html>\n")]
    [InlineData("<table><tr><td>1<td><p>2<tr><th>3</table>after")]
    [InlineData("<!doctype html><p>a<table><colgroup><col><thead><tr><td>1</thead><tbody></table>")]
    [InlineData("<dl><dt>a<dd><p>b<dt>c</dl><pre>\n\nx</pre><textarea>\r\n&lt;</textarea>")]
    [InlineData("<select><option>1<option>2<optgroup><option>3<optgroup></select>x")]
    [InlineData("<head><script>if (a<b) '</div>'</script>\n<noscript><link></noscript></head>text")]
    [InlineData("<a href=x><svg viewBox='0 0 1 1'><g><path d=''/></g></svg>1</a>")]
    [InlineData("")]
    [InlineData("<body></div></p><span></b></span>")]
    public void Build_PlainPage_IsAngleSharpsTree(string html)
    {
        using var tree = PlainTreeBuilder.Build(html.AsMemory());
        Assert.NotNull(tree);
        AssertSame(html, tree);
    }

    [Theory]
    [InlineData("<b><p>1</b>2")]
    [InlineData("<table>text</table>")]
    [InlineData("<table><div></div></table>")]
    [InlineData("<a>1<a>2</a>")]
    [InlineData("<div><span></div></span>")]
    [InlineData("<svg><foreignObject><p></svg>")]
    [InlineData("<template><p></template>")]
    [InlineData("<p>a\0b")]
    [InlineData("<script>")]
    [InlineData("<div id='a&amp;b'></div>")]
    [InlineData("<body>1<body class=x>")]
    public void Build_PageToRepair_IsLeftToAngleSharp(string html) => Assert.Null(PlainTreeBuilder.Build(html.AsMemory()));

    [Fact]
    public void Build_DeeperThanTheGuard_IsLeftToIt() => Assert.Null(PlainTreeBuilder.Build(string.Concat(Enumerable.Repeat("<div>", HtmlGuard.MaxDepth + 1)).AsMemory()));

    [Fact]
    public void Build_RandomMarkup_IsAngleSharpsTreeOrNone()
    {
        const int Count = 20_000;
        var random = new Random(11);
        var plain = 0;
        for (var page = 0; page < Count; page++)
        {
            var html = EmptyEndTags.Shorten(Markup(random));
            using var tree = PlainTreeBuilder.Build(html.AsMemory());
            if (tree is not null)
            {
                plain++;
                AssertSame(html, tree);
            }
        }

        Assert.InRange(plain, Count / 10, Count);
    }

    [Theory]
    [InlineData("p")]
    [InlineData("*")]
    [InlineData("#a")]
    [InlineData(".b")]
    [InlineData("p.b.c, li > p, X-OWN")]
    [InlineData("body div p")]
    [InlineData("ul > li + li ~ li")]
    [InlineData("[rel=next]")]
    [InlineData("[data-x][id]")]
    [InlineData("[title*=b]")]
    [InlineData("[class^=b]")]
    [InlineData("[class$=D]")]
    [InlineData("a[href*=y]")]
    [InlineData("div:not(.b) > :first-child")]
    [InlineData("li:last-child")]
    [InlineData(":only-child:not(p):not(#a)")]
    [InlineData(":scope > head")]
    [InlineData("[viewBox], [viewbox], [lang=EN]")]
    public void Matches_AnyElement_AsAngleSharpDoes(string selector)
    {
        var parsed = new CssSelectorParser().ParseSelector(selector)!;
        var compiled = PlainSelectorCompiler.Compile(parsed);
        Assert.NotNull(compiled);
        var random = new Random(12);
        for (var page = 0; page < 3_000; page++)
        {
            var html = EmptyEndTags.Shorten(Markup(random));
            using var tree = PlainTreeBuilder.Build(html.AsMemory());
            if (tree is null)
            {
                continue;
            }

            using var document = new HtmlParser().ParseDocument(html);
            var all = document.All.ToList();
            var record = random.Next(-1, all.Count);
            IElement[] expected = record < 0 ? [.. all.Where(element => parsed.Match(element, null))]
                : [.. all[record].GetDescendants().OfType<IElement>().Where(element => parsed.Match(element, all[record]))];
            Assert.True(
                expected.Select(element => all.IndexOf(element)).SequenceEqual(CssSource.Matches(compiled, tree, record)),
                $"{selector} below {record} of {html}");
        }
    }

    [Theory]
    [InlineData("li:nth-child(2)")]
    [InlineData("a:hover")]
    [InlineData("[rel~=next]")]
    [InlineData("p::before")]
    [InlineData(":is(p, a)")]
    [InlineData("[title='a\\\"b']")]
    public void Compile_MoreThanItKnows_IsLeftToAngleSharp(string selector) =>
        Assert.Null(PlainSelectorCompiler.Compile(new CssSelectorParser().ParseSelector(selector)!));

    [Fact]
    public void Items_OfOneJob_AreTheSameFromEitherTree()
    {
        const string Plain = "<div class=i id=x><h2>A &amp; B</h2><a href='p?q&amp;r'>go</a><ul><li>1<li>2</ul></div><p>n</p><div class=i><h2>C</h2></div>";
        var job = Pages.Rule(
            """ "t":{"css":"h2"},"l":{"css":"li","list":true},"u":{"css":"a@href","type":"url"},"n":{"css":":scope + p"},"i":{"css":"@id"},"r":{"regex":"[A-Z]"} """,
            "\"each\":\"div.i\",");
        var items = Pages.Items(job, Plain);
        Assert.Equal(2, items.Count);
        Assert.Contains("\"t\":\"A & B\",\"l\":[\"1\",\"2\"],\"u\":\"https://shop.example/items/p?q&r\",\"n\":\"n\",\"i\":\"x\",\"r\":\"A\"", items[0].Json, StringComparison.Ordinal);
        Assert.Equal(items, Pages.Items(job, Plain + "<b><p></b>"));
    }

    /// <summary>Tags mostly nested, some not.</summary>
    private static string Markup(Random random)
    {
        var html = new System.Text.StringBuilder(random.Next(3) == 0 ? "<!DOCTYPE html>" : "");
        var open = new Stack<string>();
        for (var i = random.Next(30); i > 0; i--)
        {
            var name = Names[random.Next(Names.Length)];
            switch (random.Next(10))
            {
                case < 4:
                    html.Append('<').Append(name).Append(random.Next(3) == 0 ? Attributes[random.Next(Attributes.Length)] : "").Append(random.Next(15) == 0 ? "/>" : ">");
                    open.Push(name);
                    break;
                case < 6:
                    html.Append(Texts[random.Next(random.Next(2) == 0 ? 3 : Texts.Length)]);
                    break;
                case < 9 when open.Count > 0:
                    html.Append("</").Append(open.Pop()).Append('>');
                    break;
                default:
                    html.Append(random.Next(8) == 0 ? $"</{name}>" : "");
                    break;
            }
        }

        while (open.Count > 0 && random.Next(12) > 0)
        {
            html.Append("</").Append(open.Pop()).Append('>');
        }

        return html.ToString();
    }

    private static void AssertSame(string html, PlainTree tree)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var all = document.All.ToList();
        Assert.True(all.Select(element => element.LocalName).SequenceEqual(Enumerable.Range(0, tree.Count).Select(tree.NameOf)), html);
        for (var i = 0; i < all.Count; i++)
        {
            var element = all[i];
            Assert.True((element.ParentElement is { } parent ? all.IndexOf(parent) : -1) == tree[i].Parent, $"parent of {i}: {html}");
            Assert.True((element.PreviousElementSibling is { } previous ? all.IndexOf(previous) : -1) == tree[i].Previous, $"before {i}: {html}");
            Assert.True(i + 1 + element.GetDescendants().OfType<IElement>().Count() == tree[i].Next, $"end of {i}: {html}");
            Assert.True(element.TextContent == tree.TextOf(i), $"text of {i}: {html}");
            foreach (var attribute in element.Attributes)
            {
                Assert.True(tree.TryAttribute(i, attribute.Name, out var value) && value.SequenceEqual(attribute.Value), $"{attribute.Name} of {i}: {html}");
            }

            Assert.True(element.Id is null or "" || tree.HasId(i, element.Id), html);
            Assert.True(element.ClassList.All(name => tree.HasClass(i, name)), html);
        }
    }
}
