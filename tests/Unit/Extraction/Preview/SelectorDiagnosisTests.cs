using Thresher.Extraction.Preview;
using Thresher.Tests.Unit.Extraction.Sources;

namespace Thresher.Tests.Unit.Extraction.Preview;

public sealed class SelectorDiagnosisTests
{
    [Theory]
    [InlineData("ul li", null)]
    [InlineData("ul > li.x > a", "\"ul > li.x > a\" matches nothing; \"ul > li.x\" matches 1, the first <li class=\"x y\">, but none goes on with \"a\"")]
    [InlineData("ul li.z", "\"ul li.z\" matches nothing; \"ul li\" matches 2, the first <li class=\"x y\">, but none goes on with \".z\"")]
    [InlineData("ul[id='a b'] li", "\"ul[id='a b'] li\" matches nothing; \"ul\" matches 1, the first <ul id=\"list\">, but none goes on with \"[id='a b']\"")]
    [InlineData("ol li", "\"ol li\" matches nothing, nor does any beginning of it among 6 elements")]
    [InlineData("li:nth-child(9)", "\"li:nth-child(9)\" matches nothing; \"li\" matches 2, the first <li class=\"x y\">, but none goes on with \":nth-child(9)\"")]
    public void Explain_NamesTheNearestThatMatches(string selector, string? expected)
    {
        using var page = Pages.Page("<html><head></head><body><ul id=list><li class='x y'>1<li>2</ul></body></html>", "text/html", Pages.Url, out _);
        Assert.Equal(expected, SelectorDiagnosis.Explain(selector, page.Dom!, -1));
    }
}
