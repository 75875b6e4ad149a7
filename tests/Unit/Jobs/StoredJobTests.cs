using Thresher.Jobs;

namespace Thresher.Tests.Unit.Jobs;

public sealed class StoredJobTests
{
    private const string Newer = """
        {"name":"web","seeds":["https://a.example/"],"limits":{"maxPages":7,"maxWhims":3},
         "hosts":{"a.example":{"delay":"2s","mood":"calm"}},"dreams":["one"]}
        """;

    [Fact]
    public void Read_FieldsOfANewerVersion_PassesThemOver()
    {
        var job = StoredJob.Read(Newer);

        Assert.Equal((7, TimeSpan.FromSeconds(2)), (job.Limits.MaxPages, job.Hosts["a.example"].Delay));
        Assert.Equal(["limits.maxWhims", "hosts.a.example.mood", "dreams"], StoredJob.UnknownFields(Newer));
    }

    [Fact]
    public void Write_JobThatReplacesANewerOne_KeepsItsFields()
    {
        var written = StoredJob.Write(StoredJob.Read(Newer) with { KeepBodies = true }, Newer);

        Assert.Equal(StoredJob.UnknownFields(Newer), StoredJob.UnknownFields(written));
        Assert.True(StoredJob.Read(written) is { KeepBodies: true, Limits.MaxPages: 7 });
        Assert.Contains("\"maxWhims\":3", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SeveralForms_TheLastCounts() =>
        Assert.Contains("\"dreams\":2", StoredJob.Write(new CrawlJob(), """{"dreams":1}""", """{"dreams":2}"""), StringComparison.Ordinal);

    [Fact]
    public void Write_NothingUnknown_IsTheJobsOwnForm() =>
        Assert.Equal(new CrawlJob().ToJson(), StoredJob.Write(new CrawlJob(), new CrawlJob().ToJson()));

    [Theory]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"scope":{"mode":"galaxy"}}""")]
    [InlineData("""{"limits":{"maxPages":"many"}}""")]
    public void Read_NoJobOfAnyVersion_IsToldInOneLine(string json)
    {
        var fault = Assert.Throws<JobException>(() => StoredJob.Read(json));

        Assert.StartsWith("the stored job cannot be read by this version (", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Empty(StoredJob.UnknownFields(json));
    }
}
