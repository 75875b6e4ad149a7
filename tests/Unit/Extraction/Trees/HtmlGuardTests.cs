using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Thresher.Extraction.Trees;
using Thresher.Tests.Unit.Extraction.Sources;
using Thresher.Tests.Unit.Fuzzing;

namespace Thresher.Tests.Unit.Extraction.Trees;

/// <summary>No page hurts the one who builds a tree of it, and none is refused without need.</summary>
public sealed class HtmlGuardTests
{
    private static readonly string[] Tags =
    [
        "<div>", "</div>", "<span>", "</span>", "<b>", "</b>", "<b x=1>", "<a href=x>", "</a>", "<p>", "</p>", "<table>", "</table>", "<td>", "<tr>", "<form>", "</form>",
        "<svg>", "</svg>", "<g>", "<g/>", "<title>", "</title>", "<desc>", "<foreignObject>", "</foreignObject>", "<math>", "<mi>", "</math>", "<select>", "</select>", "<input>",
        "<option>", "<x-a>", "</x-a>", "<button>", "</button>", "<h1>", "</h1>", "<ul>", "<li>", "</ul>", "<object>", "</object>", "<template>", "</template>", "<noscript>",
        "</noscript>", "<textarea>", "</textarea>", "<script>", "</script>", "<style>", "<xmp>", "</xmp>", "<font color=red>", "<font>", "</font>", "<image>", "<br/>", "<p/>", "text", "<!-- -->",
        "<dt>", "<dd>", "</td>", "</li>", "<caption>", "<nobr>", "<i>", "</i>", "<h2>",
    ];

    // The tree is the builder's own, whatever the guard counts: the same elements, nested as deep.
    [Fact]
    public void Depth_OfAnyMarkup_IsNotUnderestimated() => Gen.OneOf(Tags).Array[1, 60].Sample(
        parts =>
        {
            var html = string.Concat(parts);
            using var expected = Unguarded(html);
            var (tree, refusal) = HtmlGuard.Build(html);
            using (tree)
            {
                return expected is null
                    ? tree is null && refusal!.StartsWith("no tree could be built", StringComparison.Ordinal)
                    : tree is not null && DepthOf(tree) == DepthOf(expected) && tree.All.Length == expected.All.Length;
            }
        },
        iter: FuzzInput.Seconds > 0 ? -1 : 5_000,
        time: FuzzInput.Seconds > 0 ? FuzzInput.Seconds : -1);

    // What little markup, repeated, makes a tree deep or large: none of it is built, or it is shallow.
    [Fact]
    public void Depth_OfAnyMarkupRepeated_IsRefusedOrShallow() => Gen.OneOf(Tags).Array[1, 7].Sample(
        parts =>
        {
            var html = string.Concat(Enumerable.Repeat(string.Concat(parts), 700));
            var (tree, refusal) = HtmlGuard.Build(html);
            using (tree)
            {
                return tree is null ? refusal is not null : DepthOf(tree) <= HtmlGuard.MaxDepth;
            }
        },
        iter: 200);

    [Theory]
    [InlineData("</>")]
    [InlineData("<</>/>")]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<b x=1><i><u>")]
    [InlineData("<dt><li>")]
    [InlineData("<dd><li>")]
    [InlineData("<li><dt><button>")]
    [InlineData("<div><b a=1>x</div>")]
    [InlineData("<p><font color=1><font color=2>x</p>")]
    [InlineData("<svg><title><div>")]
    [InlineData("<svg><g>")]
    [InlineData("<svg><style></>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<table><b>")]
    [InlineData("<a href=x><div>")]
    [InlineData("\uFFFF")]
    [InlineData("\0")]
    public void HostilePage_EndsAsARecordOrARefusal(string unit)
    {
        var started = Stopwatch.GetTimestamp();
        var items = Pages.Items(Pages.Rule("\"t\":{\"css\":\"h1\",\"required\":true}"), "<h1>a</h1>" + string.Concat(Enumerable.Repeat(unit, 2_000_000 / unit.Length)));
        Assert.True(Assert.Single(items) is { Errors: null } or { Json: """{"t":null}""" });
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<dt><li>")]
    public void FarTooDeepPage_IsAnInvalidRecordThatSaysWhy(string unit) => Assert.Equal(
        """["the page nests elements deeper than 512"]""",
        Assert.Single(Pages.Items(Pages.Rule("\"t\":{\"css\":\"h1\"}"), string.Concat(Enumerable.Repeat(unit, 2_000)))).Errors);

    [Fact]
    public void DeepPage_IsReadAsInBrowsers()
    {
        var html = "<p class=row>a</p><p class=row>b</p>" + string.Concat(Enumerable.Repeat("<div>x", 700)) + "<p class=row>c";
        var items = Pages.Items(Pages.Rule("\"t\":{\"css\":\":scope\"}", "\"each\":\".row\","), html);
        Assert.Equal(["""{"t":"a"}""", """{"t":"b"}""", """{"t":"c"}"""], items.Select(item => item.Json));
    }

    [Fact]
    public void FaultOfTheTreeBuilder_IsAnInvalidRecord()
    {
        var items = Pages.Items(Pages.Rule("\"t\":{\"css\":\"h1\"}"), "<h1>a</h1><table><select><object><noscript><desc></noscript></x-a></table><tr></select></table>");
        Assert.True(Assert.Single(items) is { Errors: null } or { Json: """{"t":null}""" });
    }

    [Theory]
    [InlineData("<p>one<p>two<ul><li>a<li>b</ul>")]
    [InlineData("<svg><title>x</title><path d=''/></svg>")]
    [InlineData("<table><tr><td>a<td>b</table>")]
    [InlineData("<table><tr><td>a<td><span>b</table>")]
    [InlineData("<script>if (a < b) { '<div>' }</script><style>a > b {}</style>")]
    [InlineData("<select><option>a<option>b</select>")]
    [InlineData("<div><p><span>x</p></div>")]
    [InlineData("<p><b>x</b> <span>y</p>")]
    [InlineData("<ul><li><i>a</i> <span>b<li><em>c</em><u></u></ul>")]
    public void OrdinaryMarkup_HoweverLong_IsRead(string unit)
    {
        var (tree, refusal) = HtmlGuard.Build(string.Concat(Enumerable.Repeat(unit, 5_000)));
        using (tree)
        {
            Assert.Null(refusal);
        }
    }

    [Theory]
    [InlineData("<tr class=row><td class=n>{0}</td><td><span>{0}</td></tr>\n", "<table>{0}</table>")]
    [InlineData("<tr class=row><td class=n>{0}</td><td><font color=#{0}><span>{0}</span></td></tr>\n", "<table>{0}</table>")]
    [InlineData("<li class=row><i class=n>{0}</i> <span>{0}\n", "<ul>{0}</ul>")]
    [InlineData("<dt class=row><em class=n>{0}</em><dd><span><q>{0}\n", "<dl>{0}</dl>")]
    [InlineData("<p class=row><b class=n>{0}</b> <span>{0}</p>", "{0}")]
    [InlineData("<div class=row><b class=n>{0}</b><p><span><abbr>{0}</div>", "<main>{0}</main>")]
    public void UnclosedInlineElements_HoweverManyRows_AreAllRead(string row, string around)
    {
        var html = string.Format(null, around, string.Concat(Enumerable.Range(1, 3_000).Select(number => row.Replace("{0}", number.ToString("D6", null), StringComparison.Ordinal))));
        var items = Pages.Items(Pages.Rule("\"n\":{\"css\":\".n\",\"type\":\"integer\",\"required\":true}", "\"each\":\".row\","), html);
        Assert.Equal(Enumerable.Range(1, 3_000).Select(number => $$"""{"n":{{number}}}"""), items.Select(item => item.Json));
        Assert.All(items, item => Assert.Null(item.Errors));
    }

    [Theory]
    [InlineData("<script>'</></>'</script>", "script", "'</></>'")]
    [InlineData("<p title='a </> b'>x", "p@title", "a </> b")]
    [InlineData("<textarea></></textarea>", "textarea", "</>")]
    public void EmptyEndTags_InValues_Stay(string html, string css, string expected)
    {
        foreach (var page in new[] { html, html + string.Concat(Enumerable.Repeat("</>", 5_000)) + "<b><p></b>" })
        {
            Assert.Equal($$"""{"t":"{{expected}}"}""", Assert.Single(Pages.Items(Pages.Rule($$"""  "t":{"css":"{{css}}"} """), page)).Json);
        }
    }

    [Theory]
    [InlineData("li:nth-child(2)")]
    [InlineData("li:nth-last-of-type(3)")]
    public void CostlySelectors_OnAFlatList_EndInTime(string selector)
    {
        var started = Stopwatch.GetTimestamp();
        var items = Pages.Items(Pages.Rule($"\"t\":{{\"css\":\"{selector} b\",\"required\":true}}"), "<ul><i><p></i></ul>" + string.Concat(Enumerable.Repeat("<li>", 300_000)));
        Assert.All(items, item => Assert.NotNull(item.Errors));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1));
    }

    private static int DepthOf(IHtmlDocument tree) => tree.All.Max(element => element.GetAncestors().Count());

    /// <summary>The tree as it is built; null where the builder itself fails.</summary>
    private static IHtmlDocument? Unguarded(string html)
    {
        try
        {
            return new HtmlParser().ParseDocument(html);
        }
        catch (Exception fault) when (fault is NullReferenceException or ArgumentOutOfRangeException or InvalidOperationException)
        {
            return null;
        }
    }
}
