using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Database;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>Posts of seeds whose silo or database does not live to see their end: nothing is lost, nothing doubled.</summary>
public sealed class SeedPostFailureTests
{
    private const int Seeds = 60_000;

    /// <summary>Verdicts after which the blow falls: several batches, and far from all.</summary>
    private const int BeforeTheBlow = 6_000;

    private static readonly string AllSeeds = string.Concat(Enumerable.Range(0, Seeds).Select(n => $"\"http://h{n % 30}.invalid/{n}\"\n"));

    [Fact]
    public async Task Post_SiloKilled_RepostKnowsWhatWasAcknowledgedAndAddsTheRest()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        var acknowledged = 0;
        await using (var silo = await StartAsync(database))
        {
            using var answer = await silo.PostSeedsAsync("c", new StringContent(AllSeeds));
            acknowledged = await ReadAsync(answer, silo.Process.KillAsync);
        }

        Assert.InRange(acknowledged, BeforeTheBlow, Seeds - 1);
        await using var again = SiloProcess.Start(database.ConnectionString);
        await again.AnswersAsync("/health/ready", HttpStatusCode.OK);
        using var repost = await again.PostSeedsAsync("c", new StringContent(AllSeeds));
        var lines = (await repost.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Seeds + 1, lines.Length);
        Assert.All(lines[..acknowledged], line => Assert.EndsWith("\"known\"}", line, StringComparison.Ordinal));
        await AssertWholeAsync(database, lines[^1]);
    }

    [Fact]
    public async Task Post_DatabaseCrashes_EndsWithAProblemAndLaterGoesOnBehindTheLastVerdict()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var silo = await StartAsync(database);
        var last = "";
        int acknowledged;
        using (var answer = await silo.PostSeedsAsync("c", new StringContent(AllSeeds)))
        {
            acknowledged = await ReadAsync(answer, database.CrashAsync, line => last = line);
        }

        Assert.InRange(acknowledged, BeforeTheBlow, Seeds - 1);
        using (var problem = JsonDocument.Parse(last))
        {
            Assert.Equal(503, problem.RootElement.GetProperty("status").GetInt32());
            Assert.Equal(acknowledged, problem.RootElement.GetProperty("acknowledged").GetInt32());
            Assert.Contains("cannot be reached", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using (var away = await silo.PostSeedsAsync("c", new StringContent(AllSeeds)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
            Assert.Equal("application/problem+json", away.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(away.Headers.RetryAfter);
        }

        await database.StartAsync();
        await silo.AnswersAsync("/api/crawls/c", HttpStatusCode.OK);
        var rest = string.Concat(AllSeeds.Split('\n').Skip(acknowledged).Select(line => line + "\n"));
        using var repost = await silo.PostSeedsAsync("c", new StringContent(rest));
        var lines = (await repost.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Seeds - acknowledged + 1, lines.Length);
        await AssertWholeAsync(database, lines[^1]);
    }

    [Fact]
    public async Task Post_SiloToldToStop_EndsWithAProblemInTime()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var silo = await StartAsync(database);
        var last = "";
        var told = 0L;
        using var answer = await silo.PostSeedsAsync("c", new StringContent(AllSeeds));
        await ReadAsync(
            answer,
            () =>
            {
                told = Stopwatch.GetTimestamp();
                silo.Process.Signal("TERM");
                return Task.CompletedTask;
            },
            line => last = line);
        await silo.Process.ExitAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(told), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains("the silo is stopping", last, StringComparison.Ordinal);
    }

    /// <summary>A client that reads slowly holds up the verdicts; a silo that called those off would break the connection.</summary>
    [Fact]
    public async Task Post_SiloToldToStopWhileTheClientDoesNotRead_EndsWithAProblem()
    {
        await using var database = await DatabaseServer.StartNewAsync();
        await using var silo = await StartAsync(database);
        var body = Encoding.UTF8.GetBytes(AllSeeds.Replace(".invalid/", ".invalid/" + new string('x', 1_000), StringComparison.Ordinal));

        // A window that holds no batch's verdicts, and by hand: HttpClient reads nothing before it has sent everything.
        using var client = new TcpClient { ReceiveBufferSize = 64 * 1024 };
        await client.ConnectAsync(IPAddress.Loopback, silo.HttpPort, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /crawls/c/seeds HTTP/1.1\r\nHost: 127.0.0.1:{silo.HttpPort}\r\nContent-Length: {body.Length}\r\n\r\n"),
            TestContext.Current.CancellationToken);
        _ = client.GetStream().WriteAsync(body, TestContext.Current.CancellationToken).AsTask().ContinueWith(sent => sent.Exception, TaskScheduler.Default);
        using var reader = new StreamReader(client.GetStream());
        var last = "";
        try
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (last.Length == 0 && line.StartsWith("{\"line\":", StringComparison.Ordinal))
                {
                    silo.Process.Signal("TERM");
                    await silo.Process.SaysAsync("Stopping: leasing ends");
                }

                last = line.StartsWith('{') ? line : last;
            }
        }
        catch (IOException)
        {
            // What was not read of the body ends the connection.
        }

        Assert.Contains("the silo is stopping", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ToACompleteCrawl_IsCrawled()
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Seed = 3, Hosts = 1, PagesPerHost = 5 }, TestContext.Current.CancellationToken);
        web.Map(0, "/posted", context => Task.CompletedTask);
        await using var database = await DatabaseServer.StartNewAsync();
        await using var silo = SiloProcess.Start(database.ConnectionString);
        await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
        string[] crawl = ["crawl", web.Seeds[0].AbsoluteUri, "--name", "c", "--cluster", database.ConnectionString, "--allow-private", "--delay", "10ms"];
        await using (var first = await ThresherProcess.RunAsync(crawl))
        {
            Assert.True(first.ExitCode == 0, first.Errors);
        }

        var posted = $"{web.BaseAddress(0).AbsoluteUri}posted";
        using var answer = await silo.PostSeedsAsync("c", new StringContent(posted));
        Assert.StartsWith($$"""{"line":1,"url":"{{posted}}","verdict":"added"}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await using var watch = await ThresherProcess.RunAsync("watch", "c", "--json", "--cluster", database.ConnectionString);
        Assert.True(watch.ExitCode == 0, watch.Errors);
        Assert.Contains(posted, await StoredUrls.FromAsync("c", "--cluster", database.ConnectionString));
    }

    private static async Task<SiloProcess> StartAsync(PrivatePostgres database)
    {
        var silo = SiloProcess.Start(database.ConnectionString);
        await silo.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var seed = await ThresherProcess.RunAsync("seed", "c", "--create", "http://h0.invalid/0", "--cluster", database.ConnectionString);
        Assert.True(seed.ExitCode == 0, seed.Errors);
        await using var stop = await ThresherProcess.RunAsync("stop", "c", "--cluster", database.ConnectionString);
        Assert.True(stop.ExitCode == 0, stop.Errors);
        return silo;
    }

    /// <summary>Reads verdicts as they come, strikes after some, and reads what still comes.</summary>
    /// <returns>How many verdicts came whole.</returns>
    private static async Task<int> ReadAsync(HttpResponseMessage answer, Func<Task> strike, Action<string>? seeLast = null)
    {
        var verdicts = 0;
        Task? blow = null;
        try
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                verdicts += line.EndsWith("\"}", StringComparison.Ordinal) && line.StartsWith("{\"line\":", StringComparison.Ordinal) ? 1 : 0;
                seeLast?.Invoke(line);
                if (verdicts == BeforeTheBlow)
                {
                    blow ??= strike();
                }
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            // The connection ended with the silo.
        }

        Assert.NotNull(blow);
        await blow;
        return verdicts;
    }

    private static async Task AssertWholeAsync(PrivatePostgres database, string counts)
    {
        using var last = JsonDocument.Parse(counts);
        Assert.Equal("c", last.RootElement.GetProperty("crawl").GetString());
        await using var status = await ThresherProcess.RunAsync("status", "c", "--json", "--cluster", database.ConnectionString);
        Assert.Contains($"\"accepted\":{Seeds},", status.Output, StringComparison.Ordinal);
        await using var verify = await ThresherProcess.RunAsync("verify", "c", "--cluster", database.ConnectionString);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }
}
