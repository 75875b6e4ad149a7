using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Extraction.Sources;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Extraction.Sources;

/// <summary>Which pages a rule reads, and which records it makes of them.</summary>
public sealed class RuleTests
{
    [Fact]
    public void Each_OneRecordAMatch_InvalidOnesToo()
    {
        var items = Pages.Items(
            Pages.Rule("""
                "name":{"css":"b","required":true},"n":{"css":"i","type":"integer"}
                """, "\"each\":\"li\","),
            "<ul><li><b>x</b><i>1</i><li><i>one</i><li><b>z</b></ul>");

        Assert.Equal(
            [
                new ItemRow("r", 0, """{"name":"x","n":1}""", null),
                new ItemRow("r", 1, """{"name":null,"n":null}""", """["name: missing","n: \"one\" is not a whole number"]"""),
                new ItemRow("r", 2, """{"name":"z","n":null}""", null),
            ],
            items);
    }

    [Fact]
    public void PageWithNothingOfTheRecord_MakesNone()
    {
        var rule = Pages.Rule("""
            "url":{"from":"url"},"kind":{"value":"x"},"name":{"css":"h1","required":true}
            """);
        Assert.Empty(Pages.Items(rule, "<p>no heading"));
        Assert.Single(Pages.Items(rule, "<h1>a</h1>"));
    }

    [Theory]
    [InlineData("\"url\":\"/items/[0-9]+\",", true)]
    [InlineData("\"url\":\"/items/$\",", false)]
    [InlineData("\"glob\":\"https://shop.example/*/1?a=?\",", true)]
    [InlineData("\"glob\":\"https://shop.example/*\",", false)]
    [InlineData("\"glob\":\"**/items/**\",", true)]
    [InlineData("\"glob\":\"**/items/**\",\"url\":\"/other/\",", false)]
    public void UrlPattern_SaysWhichPages(string pattern, bool reads) =>
        Assert.Equal(reads, Pages.Items(Pages.Rule("\"t\":{\"css\":\"h1\"}", pattern), "<h1>a</h1>").Count == 1);

    [Fact]
    public void JsonRule_ReadsJsonOnly()
    {
        var rule = Pages.Rule("\"t\":{\"json\":\"/a\"}");
        Assert.Empty(Pages.Items(rule, "{\"a\":1}", "text/html"));
        Assert.Equal("""{"t":"1"}""", Assert.Single(Pages.Items(rule, "{\"a\":1}", "application/vnd.api+json; charset=utf-8")).Json);
        Assert.Equal("""["the response is not JSON"]""", Assert.Single(Pages.Items(rule, "{\"a\":", "application/json")).Errors);
        Assert.Empty(Pages.Items(Pages.Rule("\"t\":{\"css\":\"h1\"}"), "<h1>a</h1>", "application/json"));
    }

    [Fact]
    public void TreeIsBuiltOnlyForPagesThatARuleReads()
    {
        using var page = Pages.Page("<h1>a</h1>", "text/html", Pages.Url, out _);
        var plan = new ExtractionPlan(Pages.Rule("\"t\":{\"css\":\"h1\"}", "\"url\":\"/never/\","), []);
        Assert.False(plan.Concerns(page));
    }

    [Fact]
    public void TooManyRecords_AreCutAndSaySo()
    {
        var items = Pages.Items(Pages.Rule("\"t\":{\"css\":\":scope\"}", "\"each\":\"li\","), string.Concat(Enumerable.Repeat("<li>a", ExtractionPlan.MaxRecords + 5)));
        Assert.Equal(ExtractionPlan.MaxRecords + 1, items.Count);
        Assert.Contains("more records", items[^1].Errors);
        Assert.Equal(Enumerable.Range(0, items.Count), items.Select(item => item.Ordinal));
    }

    [Fact]
    public void HalfASurrogatePair_IsStoredAsReplacement() =>
        Assert.Equal("\"\\uFFFD\"", Pages.Field("""{"css":"b"}""", "<b>\uD83C</b>"));

    [Fact]
    public void Extractor_RecordsAndFaults_AreItems()
    {
        var reading = Pages.Read(Pages.Job("{}"), "<h1>a</h1>", extractors: new Headings());
        Assert.Equal(
            [
                new ItemRow("headings", 0, """{"text":"a","level":1}""", null),
                new ItemRow("other", 0, """{"x":2}""", """["wrong"]"""),
                new ItemRow("headings", 1, "{}", """["InvalidOperationException: broken here"]"""),
            ],
            reading.Items);
    }

    private sealed class Headings : IPageExtractor
    {
        public string Name => "headings";

        public bool Wants(PageSource page) => page.IsHtml;

        public IEnumerable<ExtractedRecord> Extract(PageSource page)
        {
            yield return new ExtractedRecord(new { Text = page.Tree!.QuerySelector("h1")!.TextContent, Level = 1 });
            yield return new ExtractedRecord(new Dictionary<string, int> { ["x"] = 2 }) { Rule = "other", Errors = ["wrong"] };
            throw new InvalidOperationException("broken\nhere");
        }
    }
}
