using Thresher.Extraction.Extractors;
using Thresher.Extraction.Reading;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Extraction.Extractors;

public sealed class ExtractorPolicyTests
{
    [Theory]
    [InlineData("/srv/extractors", "/srv/extractors/a.dll")]
    [InlineData("/srv/extractors/", "/srv/extractors/deep/a.dll")]
    [InlineData(null, "/tmp/a.dll")]
    public void Check_WithinTheDirectory_Passes(string? directory, string assembly) => new ExtractorPolicy(directory).Check(assembly);

    [Theory]
    [InlineData("", "/srv/extractors/a.dll", "this silo allows none")]
    [InlineData("/srv/extractors", "/tmp/a.dll", "in /srv/extractors/ only")]
    [InlineData("/srv/extractors", "/srv/extractors-other/a.dll", "in /srv/extractors/ only")]
    [InlineData("/srv/extractors", "/srv/extractors/../a.dll", "in /srv/extractors/ only")]
    public void Check_Elsewhere_IsRefusedWithTheRemedy(string directory, string assembly, string expected) =>
        Assert.Contains(expected, Assert.Throws<JobException>(() => new ExtractorPolicy(directory).Check(assembly)).Message, StringComparison.Ordinal);

    [Fact]
    public void Plan_AssemblyThatIsNotAllowed_IsNotLoaded() => Assert.Contains(
        "allows none",
        Assert.Throws<JobException>(() => new ExtractionPlan(new CrawlJob { Extractors = [typeof(ExtractorPolicyTests).Assembly.Location] }, [], new ExtractorPolicy(""))).Message,
        StringComparison.Ordinal);
}
