using Microsoft.Extensions.Time.Testing;
using Thresher.TestWeb.Ledger;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.Unit.TestWeb;

public sealed class LedgerTests
{
    [Fact]
    public void Violations_GapsAroundTheDelay_ListsOnlyTheTooClose()
    {
        var analysis = new LedgerAnalysis([Entry(0, "a", 0), Entry(1, "a", 1000), Entry(2, "b", 1100), Entry(3, "a", 1995), Entry(4, "a", 2500)]);
        var violation = Assert.Single(analysis.Violations(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(10)));
        Assert.Equal((3, 4, 505), (violation.Earlier.Sequence, violation.Later.Sequence, violation.Gap.TotalMilliseconds));
        Assert.Contains(": 505.0 ms of 1000.0, 495.0 too few, between #3 ", violation.ToString(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(505), analysis.MinGap("a"));
        Assert.Null(analysis.MinGap("b"));
        Assert.Null(analysis.MinGap("unknown"));
    }

    [Fact]
    public void ViolationsAfter_TooManyRequests_CountsFromItsEnd()
    {
        var analysis = new LedgerAnalysis(
            [Entry(0, "a", 0, 100, status: 429), Entry(1, "a", 1050, 1100, status: 429), Entry(2, "a", 2100, 2110), Entry(3, "a", 2120)]);
        var violation = Assert.Single(analysis.ViolationsAfter(429, TimeSpan.FromSeconds(1), TimeSpan.Zero));
        Assert.Equal(0, violation.Earlier.Sequence);
    }

    [Fact]
    public void MaxInFlight_OverlapsAndOpenEnds_CountsRequestsUnderWay()
    {
        var analysis = new LedgerAnalysis(
            [Entry(0, "a", 0, 10), Entry(1, "a", 10, 30), Entry(2, "a", 15), Entry(3, "a", 20, 25), Entry(4, "a", 40, 50), Entry(5, "b", 0, 9)]);
        Assert.Equal(3, analysis.MaxInFlight("a"));
        Assert.Equal(1, analysis.MaxInFlight("b"));
        Assert.Equal(0, analysis.MaxInFlight("unknown"));
    }

    [Fact]
    public void RequestsPerUrl_DifferentSpellings_CountAsOne()
    {
        var analysis = new LedgerAnalysis([Entry(0, "a", 0, target: "/x?utm_source=1"), Entry(1, "a", 1, target: "/%78"), Entry(2, "b", 2, target: "/x")]);
        Assert.Equal(2, analysis.RequestsPerUrl()["http://a/x"]);
        Assert.Equal(1, analysis.RequestsPerUrl()["http://b/x"]);
    }

    [Fact]
    public void End_CalledTwice_KeepsTheFirst()
    {
        var time = new FakeTimeProvider();
        var ledger = new RequestLedger(time);
        time.Advance(TimeSpan.FromSeconds(1));
        var sequence = ledger.Begin("a", "/", "agent", "c");
        Assert.Null(ledger[sequence].Ended);
        time.Advance(TimeSpan.FromSeconds(1));
        ledger.End(sequence, 200);
        time.Advance(TimeSpan.FromSeconds(1));
        ledger.End(sequence, 0);
        Assert.Equal(
            new RequestEntry(0, "a", "/", TimeSpan.FromSeconds(1), time.Start.AddSeconds(1), TimeSpan.FromSeconds(2), 200, "agent", "c"),
            ledger[sequence]);
    }

    [Fact]
    public void Begin_ManyThreads_KeepsSequenceAndTimeInStep()
    {
        var ledger = new RequestLedger();
        Parallel.For(0, 50_000, number => ledger.End(ledger.Begin("a", "/", null, "c"), 200));
        var entries = ledger.Entries();
        Assert.Equal(50_000, entries.Count);
        Assert.Equal(Enumerable.Range(0, 50_000).Select(number => (long)number), entries.Select(entry => entry.Sequence));
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.True(pair.First.Arrived <= pair.Second.Arrived));
        Assert.Equal(10, ledger.Analyze(from: 49_990).Entries.Count);
    }

    private static RequestEntry Entry(long sequence, string host, int arrivedMs, int? endedMs = null, int status = 200, string target = "/") => new(
        sequence,
        host,
        target,
        TimeSpan.FromMilliseconds(arrivedMs),
        DateTimeOffset.UnixEpoch.AddMilliseconds(arrivedMs),
        endedMs is { } ended ? TimeSpan.FromMilliseconds(ended) : null,
        status,
        null,
        "c");
}
