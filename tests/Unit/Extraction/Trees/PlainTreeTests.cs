using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Selectors;
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
    [InlineData("li:nth-child(2), p:nth-child(odd)")]
    [InlineData(":nth-child(3n+1), :nth-child(-n+2)")]
    [InlineData(":nth-last-child(2), :nth-last-child(2n)")]
    [InlineData("p:nth-of-type(2), li:nth-of-type(2n+1)")]
    [InlineData(":nth-last-of-type(-2n+3)")]
    [InlineData(":nth-child(2 of .b), :nth-last-child(1 of p, li)")]
    [InlineData("p:first-of-type, li:last-of-type, a:only-of-type")]
    [InlineData("div:has(p), :has(> .b)")]
    [InlineData("p:has(+ p), li:has(~ li.b), :has(.b a)")]
    [InlineData(":is(p, .b):not(:root), :where(div, li) > :matches(a, b)")]
    [InlineData("[rel~=next], [class~=c], [title|=a], [lang|=en]")]
    [InlineData("div div p, div ~ p ~ p, div > p + p a")]
    [InlineData("p:not(:scope), :not(div p)")]
    public void Matches_AnyElement_AsAngleSharpDoes(string selector)
    {
        var parsed = new CssSelectorParser().ParseSelector(selector)!;
        var compiled = FlatSelectorCompiler.Compile(parsed);
        Assert.False(compiled.NeedsDom);
        var random = new Random(12);
        for (var page = 0; page < 3_000; page++)
        {
            var html = EmptyEndTags.Shorten(Markup(random));
            using var tree = PlainTreeBuilder.Build(html.AsMemory());
            if (tree is not null)
            {
                AssertSameMatches(html, parsed, compiled, tree, random);
            }
        }
    }

    // Of any page, plain or not; also what only AngleSharp's tree can tell.
    [Theory]
    [InlineData("li:nth-child(2) a, div p:nth-last-of-type(2), p ~ p > a")]
    [InlineData("div:has(> p:empty), :has(+ li)")]
    [InlineData("input:checked, :not(:empty):nth-child(2n), option:first-of-type")]
    [InlineData("p:contains(text) a, [id!=a]")]
    [InlineData("#\\61, .b\\20, *|p")]
    [InlineData("[title='a\\\"b'], svg|*")]
    [InlineData("foreignObject, p:first-child::before, X-OWN:lang(en)")]
    public void Matches_AnyElementOfAngleSharpsTree_AsAngleSharpDoes(string selector)
    {
        if (new CssSelectorParser().ParseSelector(selector) is not { } parsed)
        {
            return;
        }

        var compiled = FlatSelectorCompiler.Compile(parsed);
        var random = new Random(13);
        for (var page = 0; page < 1_000; page++)
        {
            var html = EmptyEndTags.Shorten(Markup(random));
            using var document = new HtmlParser().ParseDocument(html);
            AssertSameMatches(html, parsed, compiled, new DomTree(document, new PageBudget()), random);
        }
    }

    // Where a search from the last part backwards takes too long, all elements are matched in one pass: with the same result.
    [Theory]
    [InlineData("div div div div span")]
    [InlineData("p ~ p ~ p ~ i")]
    [InlineData("div > div p ~ p + i")]
    public void Matches_OfChainsThatCostTooMuch_AreAngleSharpsToo(string selector)
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 40)) + string.Concat(Enumerable.Repeat("<p></p><p></p><i></i>", 40)) + "<span></span>" + string.Concat(Enumerable.Repeat("</div>", 40));
        var parsed = new CssSelectorParser().ParseSelector(selector)!;
        using var tree = PlainTreeBuilder.Build(html.AsMemory())!;
        using var document = new HtmlParser().ParseDocument(html);
        var expected = document.All.Index().Where(element => parsed.Match(element.Item, null)).Select(element => element.Index);
        Assert.Equal(expected, CssSource.Matches(FlatSelectorCompiler.Compile(parsed), tree, -1));
    }

    private static void AssertSameMatches(string html, AngleSharp.Css.Dom.ISelector parsed, FlatSelector compiled, FlatTree tree, Random random)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var all = document.All.ToList();
        var record = random.Next(-1, all.Count);
        IElement[] expected = record < 0 ? [.. all.Where(element => parsed.Match(element, null))]
            : [.. all[record].GetDescendants().OfType<IElement>().Where(element => parsed.Match(element, all[record]))];
        Assert.True(
            expected.Select(element => all.IndexOf(element)).SequenceEqual(CssSource.Matches(compiled, tree, record)),
            $"{parsed.Text} below {record} of {html}");
    }

    [Theory]
    [InlineData("a:hover")]
    [InlineData("p::before")]
    [InlineData("[title='a\\\"b']")]
    [InlineData("p:contains(x)")]
    [InlineData("div:has(:checked)")]
    public void Compile_WhatMarkupDoesNotTell_AsksAngleSharp(string selector) =>
        Assert.True(FlatSelectorCompiler.Compile(new CssSelectorParser().ParseSelector(selector)!).NeedsDom);

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
        var dom = new DomTree(document, new PageBudget());
        var all = document.All.ToList();
        Assert.True(all.Select(element => element.LocalName).SequenceEqual(Enumerable.Range(0, tree.Count).Select(tree.NameOf)), html);
        for (var i = 0; i < all.Count; i++)
        {
            var element = all[i];
            Assert.True((element.ParentElement is { } parent ? all.IndexOf(parent) : -1) == tree[i].Parent, $"parent of {i}: {html}");
            Assert.True((element.PreviousElementSibling is { } previous ? all.IndexOf(previous) : -1) == tree[i].Previous, $"before {i}: {html}");
            Assert.True(i + 1 + element.GetDescendants().OfType<IElement>().Count() == tree[i].Next, $"end of {i}: {html}");
            Assert.True(element.TextContent == Content(tree, i), $"content of {i}: {html}");
            Assert.True(dom.TextOf(i) == tree.TextOf(i), $"text of {i}: {html}");
            foreach (var attribute in element.Attributes)
            {
                Assert.True(tree.TryAttribute(i, attribute.Name, out var value) && value.SequenceEqual(attribute.Value), $"{attribute.Name} of {i}: {html}");
            }

            Assert.True(element.Id is null or "" || tree.HasId(i, element.Id), html);
            Assert.True(element.ClassList.All(name => tree.HasClass(i, name)), html);
        }
    }

    private static string Content(PlainTree tree, int element)
    {
        var output = new char[tree.PiecesLength(tree[element].TextFrom, tree[element].TextTo)];
        var length = 0;
        for (var piece = tree[element].TextFrom; piece < tree[element].TextTo; piece++)
        {
            length += tree.CopyPiece(piece, output.AsSpan(length));
        }

        return new string(output, 0, length);
    }
}
