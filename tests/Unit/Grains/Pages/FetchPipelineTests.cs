using Thresher.Grains.Contracts;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;

namespace Thresher.Tests.Unit.Grains.Pages;

/// <summary>What one leased URL comes to, by what its server answers.</summary>
public sealed class FetchPipelineTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";

    [Fact]
    public async Task Run_Page_IsStoredWithItsLinks()
    {
        await using var rig = await PipelineRig.StartAsync($"{Head}\r\n<title>t</title><a href=/a>a</a><a href=b#x>b</a><a href=b>b</a>");

        var result = await rig.RunAsync(await rig.LeaseAsync());

        Assert.Equal(new FetchResult(FetchOutcome.Ok, true, TimeSpan.Zero, 2), result);
        Assert.Equal((UrlState.Fetched, 200), await StateAsync(rig, "/"));
        Assert.Equal((UrlState.Queued, 0), await StateAsync(rig, "/a"));
        Assert.Equal((1, "http://site.test/"), await rig.RowAsync("http://site.test/b") is { } row ? (row.Depth, row.FoundOn) : default);
        Assert.Equal(1, await rig.CountAsync("pages"));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", UrlState.Failed, FetchOutcome.NotFound)]
    [InlineData("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", UrlState.Failed, FetchOutcome.Gone)]
    [InlineData("HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n", UrlState.Retrying, FetchOutcome.ServerError)]
    [InlineData("HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n", UrlState.Failed, FetchOutcome.BadRedirect)]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: http://elsewhere.test/\r\nContent-Length: 0\r\n\r\n", UrlState.Failed, FetchOutcome.RedirectOutOfScope)]
    public async Task Run_NoPage_EndsAsItsAnswerSays(string answer, UrlState state, FetchOutcome outcome)
    {
        await using var rig = await PipelineRig.StartAsync(answer);

        var result = await rig.RunAsync(await rig.LeaseAsync());

        Assert.Equal((outcome, true), (result.Outcome, result.Applied));
        var row = await rig.RowAsync("http://site.test/");
        Assert.Equal((state, outcome), (row!.State, row.Outcome));
        Assert.Equal(0, await rig.CountAsync("pages"));
    }

    // What is only a block is no page, whatever its status; a refusal that is the page's own stays one.
    [Theory]
    [InlineData("403 Forbidden\r\ncf-mitigated: challenge", "", UrlState.Retrying, FetchOutcome.Challenge, "Cloudflare")]
    [InlineData("200 OK\r\nContent-Type: text/html", "<p>Confirm that you are human.<div class=h-captcha></div>", UrlState.Retrying, FetchOutcome.Challenge, "captcha")]
    [InlineData("202 Accepted\r\nx-amzn-waf-action: challenge", "", UrlState.Retrying, FetchOutcome.Challenge, "AWS WAF")]
    [InlineData("403 Forbidden\r\nContent-Type: text/html", "<div id=cf-error-details>Sorry, you have been blocked", UrlState.Retrying, FetchOutcome.Blocked, "Cloudflare")]
    [InlineData("403 Forbidden\r\nContent-Type: text/html", "<h1>Access denied</h1>", UrlState.Failed, FetchOutcome.Forbidden, null)]
    [InlineData("404 Not Found\r\ncf-mitigated: challenge", "", UrlState.Failed, FetchOutcome.NotFound, null)]
    public async Task Run_BlockInPlaceOfAPage_IsNeverStored(string head, string body, UrlState state, FetchOutcome outcome, string? note)
    {
        foreach (var keepBodies in new[] { false, true })
        {
            await using var rig = await PipelineRig.StartAsync($"HTTP/1.1 {head}\r\nContent-Length: {body.Length}\r\n\r\n{body}", new CrawlJob { KeepBodies = keepBodies });

            var result = await rig.RunAsync(await rig.LeaseAsync());

            Assert.Equal((outcome, true), (result.Outcome, result.Applied));
            var row = (await rig.RowAsync("http://site.test/"))!;
            Assert.Equal((state, outcome, note), (row.State, row.Outcome, row.Note));
            Assert.Equal((0, keepBodies ? 1 : 0), (await rig.CountAsync("pages"), await rig.CountAsync("exchanges")));
        }
    }

    [Fact]
    public async Task Run_RedirectInScope_QueuesItsTarget()
    {
        await using var rig = await PipelineRig.StartAsync("HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");

        await rig.RunAsync(await rig.LeaseAsync());

        Assert.Equal((UrlState.Redirected, 302), await StateAsync(rig, "/"));
        Assert.Equal((UrlState.Queued, 0), await StateAsync(rig, "/there"));
    }

    [Fact]
    public async Task Run_RedirectToWhereItCameFrom_IsALoop()
    {
        await using var rig = await PipelineRig.StartAsync("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");

        var result = await rig.RunAsync(await rig.LeaseAsync());

        Assert.Equal(FetchOutcome.RedirectLoop, result.Outcome);
        Assert.Equal((UrlState.Failed, 302), await StateAsync(rig, "/"));
    }

    [Theory]
    [InlineData("/a", "/a?utm_source=x")]
    [InlineData("/a", "/a;jsessionid=0A1B")]
    [InlineData("/a", "/a?")]
    [InlineData("/%7Ea", "/~a")]
    [InlineData("/a%e9", "/a%E9")]
    public async Task Run_RedirectToAnotherFormOfItself_IsAskedForSoAndStoredAsItself(string path, string form)
    {
        await using var rig = await PipelineRig.StartAsync(
            $"HTTP/1.1 302 Found\r\nLocation: {form}\r\nContent-Length: 0\r\n\r\n", then: $"{Head}\r\n<title>t</title><a href=?p=2>b</a>");
        var request = await rig.LeaseAsync(path);

        var result = await rig.RunAsync(request);

        Assert.Equal((FetchOutcome.Redirect, $"http://site.test{form}", 1), (result.Outcome, result.Again?.Target, result.Again?.Hops));
        Assert.Equal((UrlState.Leased, 0), await StateAsync(rig, path));
        var then = await rig.RunAsync(request with { Url = result.Again! });
        Assert.Equal((FetchOutcome.Ok, null), (then.Outcome, then.Again));
        Assert.Equal((UrlState.Fetched, 200), await StateAsync(rig, path));
        Assert.Equal(1, await rig.CountAsync("pages"));
        Assert.Equal((UrlState.Queued, 0), await StateAsync(rig, $"{form.Split('?')[0]}?p=2"));
    }

    [Fact]
    public async Task Run_RedirectToAnotherFormWithBodiesKept_IsAnExchangeOfTheArchive()
    {
        await using var rig = await PipelineRig.StartAsync(
            "HTTP/1.1 302 Found\r\nLocation: /a?\r\nContent-Length: 5\r\n\r\nmoved", new CrawlJob { KeepBodies = true }, then: $"{Head}\r\n<title>t</title>");
        var request = await rig.LeaseAsync("/a");

        var result = await rig.RunAsync(request);
        await rig.RunAsync(request with { Url = result.Again! });

        Assert.Equal(1, await rig.CountAsync("pages"));
        Assert.Equal(1, await rig.CountAsync($"exchanges WHERE outcome = {(int)FetchOutcome.Redirect}"));
        Assert.Equal("moved"u8.ToArray(), (await rig.Store.Reader.ExchangeAsync(1, TestContext.Current.CancellationToken))!.Body);
    }

    // With the bodies kept as well, the cookies go with the exchange.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_RedirectToAnotherFormThatSetsACookie_KeepsItForTheNextRequest(bool keepBodies)
    {
        await using var rig = await PipelineRig.StartAsync(
            "HTTP/1.1 302 Found\r\nLocation: /a?\r\nSet-Cookie: s=1\r\nContent-Length: 0\r\n\r\n", new CrawlJob { Cookies = true, KeepBodies = keepBodies }, then: $"{Head}\r\n<title>t</title>");
        var request = await rig.LeaseAsync("/a");

        var result = await rig.RunAsync(request);

        Assert.Equal("1", Assert.Single(await rig.Store.Cookies.ReadAsync(request.Url.CrawlId, PipelineRig.Host, TestContext.Current.CancellationToken)).Value);
        await rig.RunAsync(request with { Url = result.Again! });
        Assert.Contains("Cookie: s=1", rig.Heads[1], StringComparison.Ordinal);
        Assert.Equal((UrlState.Fetched, 200), await StateAsync(rig, "/a"));
    }

    // A wall of cookies: the form asks for a cookie that is not kept, and sends back to the URL.
    [Theory]
    [InlineData("/a", 1)]
    [InlineData("/a?utm_source=x", 1)]
    [InlineData("/a?utm_source=y", 3)]
    public async Task Run_OtherFormThatLeadsBack_IsALoop(string location, int hops)
    {
        await using var rig = await PipelineRig.StartAsync($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n", new CrawlJob { Limits = new CrawlLimits { MaxRedirects = 3 } });
        var request = await rig.LeaseAsync("/a");

        var result = await rig.RunAsync(request with { Url = request.Url with { OtherForm = "http://site.test/a?utm_source=x", Hops = hops } });

        Assert.Equal((FetchOutcome.RedirectLoop, null), (result.Outcome, result.Again));
        Assert.Equal((UrlState.Failed, 302), await StateAsync(rig, "/a"));
    }

    [Theory]
    [InlineData(2, FetchOutcome.Redirect)]
    [InlineData(3, FetchOutcome.TooManyRedirects)]
    public async Task Run_RedirectAfterOthers_IsFollowedWithinTheLimit(int hops, FetchOutcome outcome)
    {
        await using var rig = await PipelineRig.StartAsync(
            "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n", new() { Limits = new() { MaxRedirects = 3 } });
        var request = await rig.LeaseAsync();

        var result = await rig.RunAsync(request with { Url = request.Url with { Hops = hops } });

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(outcome == FetchOutcome.Redirect ? 1 : 0, await rig.CountAsync($"urls WHERE url LIKE '%/there' AND hops = {hops + 1}"));
    }

    [Fact]
    public async Task Run_BodyBeyondTheLimit_IsStoredAsCut()
    {
        await using var rig = await PipelineRig.StartAsync(
            $"{Head}\r\n<a href=/a>a</a>{new string(' ', 2000)}<a href=/b>b</a>", new() { Limits = new() { MaxBodyBytes = 1024 } });

        var result = await rig.RunAsync(await rig.LeaseAsync());

        Assert.Equal(FetchOutcome.BodyCut, result.Outcome);
        Assert.Equal(1, await rig.CountAsync("pages WHERE bytes = 1024"));
        Assert.NotNull(await rig.RowAsync("http://site.test/a"));
        Assert.Null(await rig.RowAsync("http://site.test/b"));
    }

    [Theory]
    [InlineData("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n", UrlState.Fetched, FetchOutcome.NotModified, false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<title>old</title>", UrlState.Fetched, FetchOutcome.NotModified, false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<title>new</title><a href=/a>a</a>", UrlState.Fetched, FetchOutcome.Changed, true)]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", UrlState.Failed, FetchOutcome.PageGone, false)]
    public async Task Run_PageThatIsStoredAlready_SaysWhatBecameOfIt(string again, UrlState state, FetchOutcome outcome, bool changed)
    {
        await using var rig = await PipelineRig.StartAsync($"{Head}ETag: \"1\"\r\n\r\n<title>old</title>", then: again);
        await rig.RunAsync(await rig.LeaseAsync());

        var result = await rig.RunAsync(await rig.LeaseAgainAsync());

        Assert.Equal((outcome, true), (result.Outcome, result.Applied));
        var row = (await rig.RowAsync("http://site.test/"))!;
        Assert.Equal((state, outcome), (row.State, row.Outcome));
        Assert.Equal(changed ? 1 : 0, await rig.CountAsync("pages WHERE title = 'new'"));
        Assert.Equal(changed, await rig.RowAsync("http://site.test/a") is not null);
    }

    [Theory]
    [InlineData("", "<meta name=robots content=nofollow><a href=/a>a</a>", true, false)]
    [InlineData("X-Robots-Tag: nofollow\r\n", "<a href=/a>a</a>", true, false)]
    [InlineData("X-Robots-Tag: nofollow\r\n", "<a href=/a>a</a>", false, true)]
    public async Task Run_PageSaysNofollow_CountsWhereRobotsAreObeyed(string header, string html, bool obeys, bool followed)
    {
        await using var rig = await PipelineRig.StartAsync(
            $"{Head}{header}\r\n{html}", new() { Politeness = new() { Robots = obeys } });

        await rig.RunAsync(await rig.LeaseAsync());

        Assert.Equal(followed, await rig.RowAsync("http://site.test/a") is not null);
    }

    [Fact]
    public async Task Run_DomainAcquiredByAnotherMeanwhile_ChangesNothing()
    {
        await using var rig = await PipelineRig.StartAsync($"{Head}\r\n<a href=/a>a</a>");
        var request = await rig.LeaseAsync();
        await rig.AcquireAsync();

        var result = await rig.RunAsync(request);

        Assert.False(result.Applied);
        Assert.Equal(0, await rig.CountAsync("pages"));
        Assert.Null(await rig.RowAsync("http://site.test/a"));
    }

    [Fact]
    public async Task Run_CancelledInFlight_QueuesItAgain()
    {
        await using var rig = await PipelineRig.StartAsync(answer: null);
        using var leaves = new CancellationTokenSource();
        var running = rig.RunUntilAsync(await rig.LeaseAsync(), leaves.Token);
        await rig.RequestsAsync(1);

        await leaves.CancelAsync();

        Assert.True((await running).Applied);
        var row = await rig.RowAsync("http://site.test/");
        Assert.Equal((UrlState.Queued, FetchOutcome.None, 0), (row!.State, row.Outcome, row.Attempts));
    }

    [Fact]
    public async Task Run_CrawlIsGone_AsksForNothing()
    {
        await using var rig = await PipelineRig.StartAsync($"{Head}\r\n");
        var request = await rig.LeaseAsync();

        var result = await rig.RunAsync(request with { Url = request.Url with { CrawlId = request.Url.CrawlId + 1 } });

        Assert.Equal((FetchOutcome.Cancelled, false, 0), (result.Outcome, result.Applied, rig.Requests));
    }

    private static async Task<(UrlState State, int Status)> StateAsync(PipelineRig rig, string path) =>
        await rig.RowAsync($"http://site.test{path}") is { } row ? (row.State, row.Status) : throw new InvalidOperationException($"no row for {path}");
}
