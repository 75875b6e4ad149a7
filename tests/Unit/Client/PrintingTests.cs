using Microsoft.Extensions.Time.Testing;
using Thresher.Client.CommandLine;
using Thresher.Client.Printing;
using Thresher.Client.Watching;
using Thresher.Grains.Contracts;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Client;

public sealed class PrintingTests
{
    private static readonly CrawlStatus Status = new()
    {
        Crawl = "docs",
        State = "running",
        Accepted = 10,
        Queued = 3,
        Leased = 1,
        Retrying = 0,
        Fetched = 4,
        Redirected = 1,
        Failed = 1,
        Excluded = 0,
        Quarantined = 0,
        Items = 0,
        Bytes = 1234,
        Seconds = 2.5,
        PagesPerSecond = 1.6,
    };

    [Fact]
    public void Status_AsJson_IsExactlyTheDocumentedForm() => Assert.Equal(
        """{"crawl":"docs","state":"running","accepted":10,"queued":3,"leased":1,"retrying":0,"fetched":4,"redirected":1,"failed":1,"excluded":0,"quarantined":0,"items":0,"bytes":1234,"seconds":2.5,"pagesPerSecond":1.6,"invalidItems":0}""",
        JsonText.Of(Status));

    [Fact]
    public void Status_AsText_LeavesOutWhatIsZero()
    {
        var lines = StatusText.Of(new CrawlSnapshot(Status, [new ReasonCount("not-found", 1)], []), TimeProvider.System).ToArray();

        Assert.Equal("docs: running, 4 pages, 1.2 kB in 2.5 s (1.6 pages/s)", lines[0]);
        Assert.Equal("  10 URLs = 3 queued + 1 leased + 4 fetched + 1 redirected + 1 failed", lines[1]);
        Assert.Equal("  reasons: not-found 1", lines[2]);
    }

    [Fact]
    public void Status_NoSeedReached_SaysSoFirstThenWhyAndWhen()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        var due = time.GetUtcNow().AddSeconds(25);
        var at = TimeZoneInfo.ConvertTime(due, time.LocalTimeZone).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        var snapshot = new CrawlSnapshot(
            Status with { Accepted = 1, Fetched = 0, Retrying = 1, RetryingFor = [new ReasonCount("dns-name-not-found", 1)], NextTry = due }, [], [])
        {
            IsUnreached = true,
            Seeds = [new UrlTrouble("http://a.example/", FetchOutcome.DnsNameNotFound, 0, 1, due.ToUnixTimeMilliseconds())],
        };

        var lines = StatusText.Of(snapshot, time).ToArray();

        Assert.StartsWith("docs: running, no seed reached yet, 0 pages", lines[0], StringComparison.Ordinal);
        Assert.Equal($"  http://a.example/: dns-name-not-found: there is no host of that name: check its spelling; 1 attempt failed, the next is due {at}, in 25 s", lines[1]);
        Assert.Equal($"  retrying: dns-name-not-found 1; the next is due {at}, in 25 s", lines[3]);
        Assert.StartsWith("docs: complete, no seed could be reached", StatusText.Of(snapshot with { Status = snapshot.Status with { State = "complete" } }, time).First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/tmp/data", "/tmp/data")]
    [InlineData("/tmp/my data", "'/tmp/my data'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    public void ShellWord_IsReadBackByAShell(string word, string quoted) => Assert.Equal(quoted, ShellWord.Quote(word));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_234, "1.2 kB")]
    [InlineData(999_999, "1.0 MB")]
    [InlineData(5_000_000_000, "5.0 GB")]
    public void Bytes_AreDecimal(double bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Theory]
    [InlineData(0.44, "0.4 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(185, "3:05 min")]
    [InlineData(7_385, "2:03:05 h")]
    [InlineData(352_800, "4 d 2 h")]
    public void Time_HasAFittingUnit(double seconds, string text) => Assert.Equal(text, Figures.Time(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void RateWindow_CountsTheLastSecondsOnly()
    {
        var time = new FakeTimeProvider();
        var rate = new RateWindow(time);
        Assert.Equal((0, 0), rate.Add(0, 0));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((50, 500), rate.Add(100, 1000));
        time.Advance(TimeSpan.FromSeconds(4));
        rate.Add(100, 1000);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal((0, 0), rate.Add(100, 1000));
    }
}
