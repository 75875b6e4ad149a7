using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Thresher.Extraction.Trees;
using Thresher.Tests.Unit.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Trees;

/// <summary>Whatever a page of ten megabytes holds, reading it ends, within memory, in records or in a record that says why there are none.</summary>
public sealed class PageBudgetTests
{
    private static readonly string LongList = $"<ul class=list>{string.Concat(Enumerable.Repeat("<li>0", 900_000))}";

    private const string Refused = "{\"t\":null}";

    // Seconds on a machine that does nothing else: the limit holds on one that does much.
    private static readonly TimeSpan Bearable = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(".list li:nth-child(2)", "0")]
    [InlineData(".list li:nth-last-child(2)", "0")]
    [InlineData(".list li:nth-of-type(2)", "0")]
    [InlineData(".list li:nth-last-of-type(2)", "0")]
    [InlineData(".list:has(b)", null)]
    [InlineData(".list li:has(b)", null)]
    [InlineData(".list li:has(> b)", null)]
    [InlineData(".list li:nth-child(2 of .x)", null)]
    [InlineData(".list li.x ~ li", null)]
    [InlineData(".list b ~ li ~ li", null)]
    [InlineData(".list li:only-of-type", null)]
    [InlineData(".list li:not(.x ~ li):first-of-type", "0")]
    public void Selectors_OnALongFlatList_AreExactAndLinear(string selector, string? expected)
    {
        // Read off the plain tree, and off AngleSharp's, which takes longer to build.
        foreach (var page in new[] { LongList, "<i><p></i>" + LongList[..400_000] })
        {
            var item = Assert.Single(Pages.Items(Pages.Rule($"\"t\":{{\"css\":\"{selector}\"}},\"l\":{{\"css\":\".list@class\"}}"), page));
            Assert.Null(item.Errors);
            Assert.Equal($$"""{"t":{{(expected is null ? "null" : $"\"{expected}\"")}},"l":"list"}""", item.Json);
        }
    }

    [Theory]
    [InlineData("div div div div div div div div x-a")]
    [InlineData("div > div div > div div > div div > x-a")]
    [InlineData("div:has(x-b) div:has(x-b) div:has(x-b) x-a")]
    public void Selectors_OfManyParts_OnANestedPage_AreLinear(string selector)
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 400)) + string.Concat(Enumerable.Repeat("<x-a>0</x-a>", 1_000)) + string.Concat(Enumerable.Repeat("</div>", 400));
        Assert.Null(Assert.Single(Pages.Items(Pages.Rule($"\"t\":{{\"css\":\"{selector} x-c\"}},\"u\":{{\"css\":\"x-a\"}}"), html)).Errors);
    }

    [Theory]
    [InlineData("svg ends", "<svg>", "<g>", 1_400, "</x>", 10_000)]
    [InlineData("ends", "", "<div>", 1_500, "</li>", 50_000)]
    [InlineData("svg attributes", "<svg ", "", 0, "a{0} ", 100_000)]
    [InlineData("attributes", "<p ", "", 0, "a{0} ", 100_000)]
    [InlineData("body attributes", "", "", 0, "<body a{0}>", 20_000)]
    [InlineData("fonts", "", "", 0, "<font a={0}>", 100_000)]
    [InlineData("custom names", "", "", 0, "<t{0}>", 100_000)]
    public void Trees_ThatCostTheBuilderTooMuch_EndAsARefusal(string what, string start, string unit, int units, string tail, int tails)
    {
        var html = start + string.Concat(Enumerable.Repeat(unit, units))
            + string.Concat(Enumerable.Range(0, tails).Select(number => tail.Replace("{0}", number.ToString(null, null), StringComparison.Ordinal)));
        var began = Stopwatch.GetTimestamp();
        var (tree, refusal) = HtmlGuard.Build(html);
        tree?.Dispose();
        Assert.True(tree is not null || refusal is not null, what);
        Assert.True(Stopwatch.GetElapsedTime(began) < Bearable, what);
    }

    // The builder makes no element of an end tag: the clock is looked at while the text is read.
    [Fact]
    public void Trees_WhoseTimeIsUp_AreRefusedBetweenElements()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var (tree, refusal) = HtmlGuard.Build("<p>" + string.Concat(Enumerable.Repeat("</x>", 100_000)), time);
        Assert.Null(tree);
        Assert.Equal("the page's tree takes longer than 20 s to build", refusal);
    }

    [Theory]
    [InlineData("a[^b]*b|a")]
    [InlineData("(?:a|aa)+b|c")]
    public void RegularExpression_ThatFindsMuchBySearchingFar_EndsWithAReason(string regex)
    {
        var items = Pages.Items(Pages.Rule($"\"t\":{{\"regex\":\"{regex}\",\"pipes\":[\"last\"]}}"), new string('a', 1_000_000));
        Assert.All(items, item => Assert.Contains("regular expressions take longer than 5 s", item.Errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$..*..*..*")]
    [InlineData("$..[?(@..x == 1)]..y")]
    [InlineData("$..a[?($..x == 1)]")]
    public void JsonPath_WhoseCostGrowsWithDepth_IsRefusedBeforeItIsPaid(string path)
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":[1,", 60)) + string.Join(',', Enumerable.Repeat("[1]", 50_000)) + string.Concat(Enumerable.Repeat("]}", 60));
        var item = Assert.Single(Pages.Items(Pages.Rule($"\"t\":{{\"json\":\"{path}\",\"list\":true}}"), json, "application/json"));
        Assert.Equal(("{\"t\":null}", "[\"reading the page takes more than 50000000 steps: the rest was left out\"]"), (item.Json, item.Errors));
    }

    [Theory]
    [InlineData("//-->")]
    [InlineData("/*")]
    [InlineData("{},")]
    [InlineData("[")]
    [InlineData(", ")]
    public void JsonLd_OfAnyMarks_EndsInTime(string unit)
    {
        var html = $"<script type='application/ld+json'>{string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length))}</script>";
        Assert.InRange(Pages.Items(Pages.Rule("\"t\":{\"jsonLd\":\"Product.name\"}"), html).Count, 0, 1);
    }

    [Fact]
    public void JsonLd_WhoseReferencesMultiply_IsBounded()
    {
        var many = string.Join(',', Enumerable.Repeat("{\"@id\":\"#a\"}", 20_000));
        var html = $"<script type='application/ld+json'>{{\"@type\":\"T\",\"@id\":\"#a\",\"p\":[{many}],\"q\":1}}</script>";
        Assert.Contains("50000000 steps", Assert.Single(Pages.Items(Pages.Rule("\"t\":{\"jsonLd\":\"T.p.p.p.r\"}"), html)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Microdata_WhoseReferencesMultiply_IsBounded()
    {
        var html = "<div id=a>" + string.Concat(Enumerable.Repeat("<i itemprop=p></i>", 30_000)) + "</div>"
            + string.Concat(Enumerable.Repeat("<p itemscope itemtype=http://x/T itemref=a></p>", 30_000));
        Assert.Contains("50000000 steps", Assert.Single(Pages.Items(Pages.Rule("\"t\":{\"microdata\":\"T.q\"}"), html)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_ThatIsRefused_SaysSoInARecord()
    {
        var html = "<main>" + string.Concat(Enumerable.Repeat("<blockquote>", 300)) + string.Concat(Enumerable.Repeat("a<br>", 100_000));
        var reading = Pages.Read(Pages.Job("""{"keep":["markdown"]}"""), html);
        Assert.Null(reading.Markdown);
        Assert.Equal(("markdown", "{}"), (Assert.Single(reading.Items).Rule, reading.Items[0].Json));
        Assert.Contains("67108864 characters", reading.Items[0].Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void FollowRule_ThatIsRefused_SaysSoInARecord()
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 400)) + string.Concat(Enumerable.Repeat("<b></b>", 150_000));
        var reading = Pages.Read(Pages.Job("""{"follow":[{"css":"div"}]}"""), html);
        Assert.Equal("follow", Assert.Single(reading.Items).Rule);
        Assert.NotNull(reading.Links);
    }

    [Fact]
    public void LaterRules_OfAPageOverItsBudget_SaySoToo()
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 400)) + new string('x', 2_000_000) + string.Concat(Enumerable.Repeat("</div>", 400));
        var job = Pages.Job("""{"extract":[{"name":"a","fields":{"t":{"css":"h1"}}},{"name":"b","fields":{"t":{"css":"div","list":true}}},{"name":"c","fields":{"t":{"css":"div"}}}]}""");
        Assert.Equal([("b", Refused), ("c", Refused)], Pages.Items(job, html).Select(item => (item.Rule, item.Json)));
    }
}
