using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Thresher.Extraction.Trees;
using Thresher.Tests.Unit.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Trees;

/// <summary>No page hurts the one who builds a tree of it.</summary>
public sealed class HtmlGuardTests
{
    private static readonly string[] Tags =
    [
        "<div>", "</div>", "<span>", "</span>", "<b>", "</b>", "<b x=1>", "<a href=x>", "</a>", "<p>", "</p>", "<table>", "</table>", "<td>", "<tr>", "<form>", "</form>",
        "<svg>", "</svg>", "<g>", "<g/>", "<title>", "</title>", "<desc>", "<foreignObject>", "</foreignObject>", "<math>", "<mi>", "</math>", "<select>", "</select>", "<input>",
        "<option>", "<x-a>", "</x-a>", "<button>", "</button>", "<h1>", "</h1>", "<ul>", "<li>", "</ul>", "<object>", "</object>", "<template>", "</template>", "<noscript>",
        "</noscript>", "<textarea>", "</textarea>", "<script>", "</script>", "<style>", "<xmp>", "</xmp>", "<font color=red>", "<font>", "</font>", "<image>", "<br/>", "<p/>", "text", "<!-- -->",
    ];

    // The guard counts no elements with optional end tags, of which a table may add four to a level.
    [Fact]
    public void Depth_OfAnyMarkup_IsNotUnderestimated() => Gen.OneOf(Tags).Array[1, 60].Sample(
        parts =>
        {
            var html = string.Concat(parts);
            return DepthOf(html) <= 12 + (4 * HtmlGuard.DepthOf(html));
        },
        iter: 20_000);

    // What little markup, repeated, makes a tree deep or large: none of it may be built.
    [Fact]
    public void Depth_OfAnyMarkupRepeated_IsRefusedOrShallow() => Gen.OneOf(Tags).Array[1, 7].Sample(
        parts =>
        {
            var html = string.Concat(Enumerable.Repeat(string.Concat(parts), 700));
            return HtmlGuard.Refuse(html) is not null || DepthOf(html) <= 4 * HtmlGuard.MaxDepth;
        },
        iter: 300);

    [Theory]
    [InlineData("</>")]
    [InlineData("<</>/>")]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<div><b a=1>x</div>")]
    [InlineData("<svg><title><div>")]
    [InlineData("<table><tr><td>")]
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

    [Fact]
    public void DeepPage_IsAnInvalidRecordThatSaysWhy() => Assert.Equal(
        """["the page nests elements deeper than 512"]""",
        Assert.Single(Pages.Items(Pages.Rule("\"t\":{\"css\":\"h1\"}"), string.Concat(Enumerable.Repeat("<div>", 600)))).Errors);

    [Fact]
    public void FaultOfTheTreeBuilder_IsAnInvalidRecord()
    {
        var items = Pages.Items(Pages.Rule("\"t\":{\"css\":\"h1\"}"), "<h1>a</h1><table><select><object><noscript><desc></noscript></x-a></table><tr></select></table>");
        Assert.True(Assert.Single(items) is { Errors: null } or { Json: """{"t":null}""" });
    }

    [Theory]
    [InlineData("<p>one<p>two<ul><li>a<li>b</ul>")]
    [InlineData("<svg><title>x</title><path d=''/></svg>")]
    [InlineData("<font color=red>old<br>")]
    [InlineData("<table><tr><td>a<td>b</table>")]
    [InlineData("<script>if (a < b) { '<div>' }</script><style>a > b {}</style>")]
    [InlineData("<select><option>a<option>b</select>")]
    public void OrdinaryMarkup_HoweverLong_IsRead(string unit) =>
        Assert.Null(HtmlGuard.Refuse(string.Concat(Enumerable.Repeat(unit, 5_000))));

    /// <summary>The depth of the tree as it is built; 0 where the builder itself fails.</summary>
    private static int DepthOf(string html)
    {
        try
        {
            using var tree = new HtmlParser().ParseDocument(html);
            return tree.All.Max(element => element.GetAncestors().Count());
        }
        catch (Exception fault) when (fault is NullReferenceException or ArgumentOutOfRangeException)
        {
            return 0;
        }
    }
}
