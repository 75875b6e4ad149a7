using System.Text;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Extraction.Sources;

/// <summary>XPath for fields, records and links, beside CSS and with the same texts.</summary>
public sealed class XPathTests
{
    private const string Html = """
        <html><body><h1 id="t">A <b>b</b></h1><!-- no -->
        <ul><li data-n="1"><a href="/1">one</a> x</li><li data-n="2"><a href="/2" rel="nofollow">two</a></li><li>three</li></ul>
        <table><tr><td>k</td><td>v</td></tr></table><svg><title>s</title></svg></body></html>
        """;

    [Theory]
    [InlineData("//h1", "\"A b\"")]
    [InlineData("//h1/text()", "\"A\"")]
    [InlineData("//h1/@id", "\"t\"")]
    [InlineData("//li[2]/a/@href", "\"/2\"")]
    [InlineData("//li[last()]", "\"three\"")]
    [InlineData("//li[a='two']/@data-n", "\"2\"")]
    [InlineData("//td[.='k']/following-sibling::td", "\"v\"")]
    [InlineData("//td[.='v']/preceding-sibling::td", "\"k\"")]
    [InlineData("//a[contains(@href,'2')]/ancestor::ul/li[1]/a", "\"one\"")]
    [InlineData("(//a)[2]", "\"two\"")]
    [InlineData("//svg/title", "\"s\"")]
    [InlineData("//tbody/tr/td", "\"k\"")]
    [InlineData("//comment()", "\"no\"")]
    [InlineData("normalize-space(//h1)", "\"A b\"")]
    [InlineData("concat(//li[1]/@data-n, '-', //li[2]/@data-n)", "\"1-2\"")]
    [InlineData("count(//li) + //p", "\"NaN\"")]
    [InlineData("count(//li)", "\"3\"")]
    [InlineData("//p", "null")]
    public void Field_OfXPath_IsWhatItFinds(string xpath, string found) => Assert.Equal(
        found, Pages.Field($"{{\"xpath\":\"{xpath}\"}}", Html, "\"each\":\"/html\","));

    [Fact]
    public void Field_OfXPath_TakesAllAsAList() => Assert.Equal(
        "[1,2]", Pages.Field("""{"xpath":"//li/@data-n","list":true,"type":"integer"}""", Html));

    [Fact]
    public void Field_OfXPath_OnXhtml_KnowsNamesWithoutPrefix() => Assert.Equal(
        "\"x\"",
        Pages.Field("""{"xpath":"//p"}""", """<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body><p>x</p></body></html>""", type: "application/xhtml+xml"));

    [Fact]
    public void Each_OfXPath_MakesARecordOfEachElement_WithinWhichFieldsAreRead()
    {
        var items = Pages.Items(Pages.Rule("""
            "n":{"xpath":"./@data-n"},"a":{"xpath":".//a"},"css":{"css":"a@href"},"self":{"xpath":"string(.)"}
            """, "\"each\":\"//ul/li[a]\","), Html);
        Assert.Equal(
            ["""{"n":"1","a":"one","css":"/1","self":"one x"}""", """{"n":"2","a":"two","css":"/2","self":"two"}"""],
            items.Select(item => item.Json));
    }

    [Fact]
    public void PageWithNothingOfTheRecord_MakesNone_WhateverAFunctionSays() =>
        Assert.Empty(Pages.Items(Pages.Rule("""
            "n":{"xpath":"count(//li)"},"name":{"xpath":"//h2"}
            """), Html));

    [Theory]
    [InlineData("//li/a", "/1")]
    [InlineData("//ul", "/1")]
    [InlineData("//li/a/@href", "/1 /2")]
    [InlineData("//li/text()", "/items/x /items/three")]
    public void Follow_OfXPath_TakesLinks(string xpath, string targets) => Assert.Equal(
        targets, string.Join(' ', Pages.Read(Pages.Job($$"""{"follow":[{"xpath":"{{xpath}}"}]}"""), Html).Links!.Select(link => link.Target.Path).Where(path => path != "/items/")));

    [Theory]
    [InlineData("\"extract\":[{\"name\":\"r\",\"fields\":{\"t\":{\"xpath\":\"//h1[\"}}}]", "extract[0].fields.t.xpath: \"//h1[\" is not an XPath expression: ")]
    [InlineData("\"extract\":[{\"name\":\"r\",\"fields\":{\"t\":{\"xpath\":\"//x:h1\"}}}]", "extract[0].fields.t.xpath: \"//x:h1\" is not an XPath expression: ")]
    [InlineData("\"extract\":[{\"name\":\"r\",\"fields\":{\"t\":{\"xpath\":\"lower-case(//h1)\"}}}]", "extract[0].fields.t.xpath: \"lower-case(//h1)\" is not an XPath expression: ")]
    [InlineData("\"extract\":[{\"name\":\"r\",\"fields\":{\"t\":{\"xpath\":\"//h1[$x]\"}}}]", "extract[0].fields.t.xpath: \"//h1[$x]\" is not an XPath expression: ")]
    [InlineData("\"extract\":[{\"name\":\"r\",\"each\":\"(1+1)\",\"fields\":{\"t\":{\"xpath\":\"//h1\"}}}]", "extract[0].each: \"(1+1)\" gives no elements: each must be the XPath of the records' elements")]
    [InlineData("\"extract\":[{\"name\":\"r\",\"fields\":{\"t\":{\"xpath\":\"//h1\",\"css\":\"h1\"}}}]", "extract[0].fields.t: has two sources, css and xpath: keep one")]
    [InlineData("\"follow\":[{\"xpath\":\"//a\",\"css\":\"a\"}]", "follow[0]: has two sources, css and xpath: keep one")]
    [InlineData("\"follow\":[{\"xpath\":\"count(//a)\"}]", "follow[0].xpath: \"count(//a)\" gives no nodes: it must be the XPath of links")]
    public void Job_OfAnXPathThatIsNone_SaysWhere(string job, string message) =>
        Assert.StartsWith($"job.json line 1 at {message}", Assert.Throws<JobException>(() => Pages.Job($"{{{job}}}")).Message, StringComparison.Ordinal);

    [Fact]
    public void XPath_ThatCostsTooMuch_EndsAsARefusal()
    {
        var html = new StringBuilder("<ul>");
        for (var i = 0; i < 20_000; i++)
        {
            html.Append("<li>x");
        }

        var item = Assert.Single(Pages.Items(Pages.Rule("\"t\":{\"xpath\":\"//li[count(preceding-sibling::li) = count(following-sibling::li)]\"}"), html.ToString()));
        Assert.Contains("takes more than", item.Errors, StringComparison.Ordinal);
    }
}
