using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Thresher.Client.Watching;
using Thresher.Grains.Contracts;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Client;

public sealed class ProgressBoardTests
{
    [Theory]
    [InlineData(80, 24, 3)]
    [InlineData(80, 24, 9)]
    [InlineData(160, 50, 3)]
    [InlineData(80, 10, 3)]
    [InlineData(60, 24, 3)]
    [InlineData(120, 30, 9)]
    public void Draw_Cluster_ShowsSilosHostsAndFailuresWithinTheTerminal(int width, int height, int silos)
    {
        var lines = Draw(width, height, silos);

        Assert.Contains(lines, line => line.StartsWith("silo ", StringComparison.Ordinal) && line.Contains("URLs/s", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("to go", StringComparison.Ordinal) && line.Contains("963", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("10.0.0.1:11111@1", StringComparison.Ordinal) && line.TrimEnd().EndsWith("12.5", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("0.example.org", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("not fetched: http-error 7", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.Equal(silos > 5, lines.Any(line => line.StartsWith("and 4 more", StringComparison.Ordinal)));
        if (height >= 24)
        {
            Assert.InRange(lines.Length, height / 2, height);
        }
    }

    [Fact]
    public void Draw_OneSilo_ShowsNone() => Assert.DoesNotContain(Draw(80, 24, 1), line => line.StartsWith("silo ", StringComparison.Ordinal));

    [Theory]
    [InlineData(60, 24)]
    [InlineData(80, 12)]
    [InlineData(120, 30)]
    public void Draw_PageOfHosts_FillsTheTerminalWithThem(int width, int height)
    {
        var lines = Draw(width, height, 3, new ProgressBoardPage(ViewPage.Hosts, [], true));

        Assert.Equal(height - 6, lines.Count(line => line.Contains(".example.org", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.InRange(lines.Length, 1, height);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Draw_PageOfFailures_NamesReasonAndEndOfTheUrl(int width)
    {
        var lines = Draw(width, 24, 1, new ProgressBoardPage(ViewPage.Failures, [Failed(UrlState.Retrying, FetchOutcome.ConnectTimeout), Failed(UrlState.Failed, FetchOutcome.NotFound)], true));

        Assert.Contains(lines, line => line.StartsWith("connect-timeout, due ", StringComparison.Ordinal) && line.EndsWith("/page-1.html", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("not-found", StringComparison.Ordinal) && line.EndsWith("/page-1.html", StringComparison.Ordinal));
        Assert.Equal("p pause · h hosts · f failures · q quit", lines[^1].TrimEnd());
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
    }

    [Theory]
    [InlineData(60, "held 1:30 min (too-m")]
    [InlineData(80, "held 1:30 min (too-many-request")]
    [InlineData(120, "held 1:30 min (too-many-requests)")]
    public void Draw_HostThatIsHeld_TellsHowLongAndWhy(int width, string part)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1));
        var lines = Draw(width, 24, 1, new ProgressBoardPage(ViewPage.Hosts, [], false), time, new DomainView("a.example.org", "held (too-many-requests)", 0, 1, 1, TimeSpan.FromSeconds(1), time.GetUtcNow().ToUnixTimeMilliseconds() + 90_000, 0, 1, 5));

        Assert.Contains(lines, line => line.Contains("a.example.org", StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
    }

    private static UrlRow Failed(UrlState state, FetchOutcome outcome)
    {
        var url = $"https://example.org/{new string('a', 100)}/page-1.html";
        return new UrlRow { Id = 1, CrawlId = 1, Url = url, RequestUrl = url, Domain = "example.org", State = state, Outcome = outcome, Status = 0, Depth = 0, Rank = 0, Attempts = 1, Strikes = 0, DueAt = 1, FoundOn = null };
    }

    private static string[] Draw(int width, int height, int silos, ProgressBoardPage? page = null, TimeProvider? time = null, DomainView? host = null)
    {
        var activities = Enumerable.Range(1, silos).Select(n => new SiloActivity(
            $"10.0.0.{n}:11111@1", 20, 333, 1000,
            host is not null ? [host] : [.. Enumerable.Range(0, 20).Select(h => new DomainView($"host{(n - 1) * 20 + h}.example.org", "waiting", 10, 1, 1, TimeSpan.FromSeconds(1), 0, 0, 1, 5))])).ToArray();
        var snapshot = new CrawlSnapshot(
            new CrawlStatus
            {
                Crawl = "web",
                State = "running",
                Accepted = 5000,
                Queued = 900,
                Leased = 60,
                Retrying = 3,
                Fetched = 4000,
                Redirected = 30,
                Failed = 7,
                Excluded = 0,
                Quarantined = 0,
                Items = 0,
                Bytes = 12_345_678,
                Seconds = 61,
                PagesPerSecond = 65.5,
            },
            [new ReasonCount("http-error", 7)], activities);
        var frame = new ProgressFrame(snapshot, 37.5, 1e6, TimeSpan.FromSeconds(61))
        {
            SiloRates = activities.ToDictionary(silo => silo.Silo, _ => 12.5),
        };
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Write(ProgressBoard.Draw(frame, width, height, time ?? TimeProvider.System, page ?? ProgressBoardPage.First));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
