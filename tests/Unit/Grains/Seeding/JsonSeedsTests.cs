using System.Text;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;

namespace Thresher.Tests.Unit.Grains.Seeding;

public sealed class JsonSeedsTests
{
    [Theory]
    [InlineData("""{"url":"http://h/"}""", "/url", "http://h/")]
    [InlineData("""{"a/b":[0,{"~":"http://h/"}]}""", "/a~1b/1/~0", "http://h/")]
    [InlineData("\"http://h/\"", "", "http://h/")]
    public void Field_Found_IsTheText(string json, string pointer, string expected)
    {
        Assert.Equal(expected, JsonSeeds.Field(json, pointer, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("""{"url":1}""", "/url", "has a number at /url, not a string")]
    [InlineData("""{"url":null}""", "/url", "has null at /url, not a string")]
    [InlineData("""{"url":[]}""", "/url/0", "has nothing at /url/0")]
    [InlineData("{}", "", "has an object at its root, not a string")]
    [InlineData("http://h/", "/url", "is not JSON")]
    [InlineData("""{"url":"\ud800"}""", "/url", "is not JSON")]
    public void Field_Absent_SaysWhy(string json, string pointer, string expected)
    {
        Assert.Null(JsonSeeds.Field(json, pointer, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public async Task Read_LinesLongerThanAUrl_AreRead()
    {
        var json = $$"""{"text":"{{new string('x', 100_000)}}","url":"http://h/"}""";
        await using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"{json}\n{new string('y', JsonSeeds.MaxLineBytes + 1)}\n"));
        var lines = new List<ProducerLine>();
        await foreach (var line in JsonSeeds.ReadAsync("f", stream, "/url", default, TestContext.Current.CancellationToken))
        {
            lines.Add(line);
        }

        Assert.Equal(["http://h/", new string('y', 64)], lines.Select(line => line.Text));
        Assert.Equal([null, $"is longer than {JsonSeeds.MaxLineBytes} bytes"], lines.Select(line => line.Problem));
    }
}
