using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Thresher.TestWeb;

namespace Thresher.Tests.EndToEnd.CommandLine;

/// <summary>What somebody learns who starts wrongly: the cause, the remedy and the exit code.</summary>
public sealed class WrongStartTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task PrivateAddress_WithoutPermission_EndsWithTheRemedy()
    {
        var ended = await _cli.RunAsync("crawl http://127.0.0.1:9/ http://127.0.0.1:9/a http://127.0.0.1:9/b --delay 1h");
        Assert.Equal(5, ended.Code);
        Assert.StartsWith("127.0.0.1:9: complete, no seed could be reached, 0 pages", ended.Output, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9/: private-address: ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("add --allow-private", ended.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync("crawl --name 127.0.0.1:9 --fail-on none")).Code);
    }

    [Fact]
    public async Task WrongCertificate_EndsWithTheCause()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeTlsAsync(listener, stop.Token);
        var ended = await _cli.RunAsync($"crawl https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/ --allow-private");
        await stop.CancelAsync();
        await serving;

        Assert.Equal(5, ended.Code);
        Assert.Contains("tls-failure: no secure connection: the certificate is not valid", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedPort_FirstFailureIsToldAtOnce_ThenEnds()
    {
        var port = FreePort.Take(1)[0];
        _cli.Write("job.json", $$"""{"name": "x", "seeds": ["http://127.0.0.1:{{port}}/"], "allowPrivate": true, "limits": {"retries": 1, "retryDelay": "1s"} }""");

        var ended = await _cli.RunAsync("crawl job.json");

        Assert.Equal(5, ended.Code);
        Assert.Contains("connect-failure: nothing accepts connections at that host and port: check host and port, and that the server runs; 1 attempt failed, the next is due", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("complete, no seed could be reached", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedSeed_OfACrawlThatFetches_IsFour_AndAShareSix()
    {
        await using var web = await SyntheticWeb.StartAsync(new TestWeb.Generation.SyntheticWebOptions { Seed = 11, Hosts = 1, PagesPerHost = 4 }, TestContext.Current.CancellationToken);
        var missing = new Uri(web.Seeds[0], "/no/such/page").AbsoluteUri;
        string[] crawl = ["crawl", web.Seeds[0].AbsoluteUri, missing, "--name", "web", "--allow-private", "--delay", "0"];

        Assert.Equal(4, (await _cli.RunAsync(crawl)).Code);
        Assert.Equal(0, (await _cli.RunAsync([.. crawl, "--fail-on", "nothing,share"])).Code);
        Assert.Equal(6, (await _cli.RunAsync([.. crawl, "--fail-on", "any"])).Code);
        Assert.Equal(2, (await _cli.RunAsync([.. crawl, "--fail-on", "anything"])).Code);

        var job = _cli.Write("job.json", """{"name": "web", "allowPrivate": true, "politeness": {"delay": "0"}, "limits": {"maxFailedPercent": 0}}""");
        Assert.Equal(6, (await _cli.RunAsync(["crawl", job, "--fail-on", "share"])).Code);
    }

    /// <summary>Somebody who may read a directory and not write it sees what is in it.</summary>
    [Fact]
    public async Task ReadOnlyDirectory_IsRead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "A read-only mount needs root on Linux.");
        await _cli.RunAsync("crawl http://127.0.0.1:9/ --name x");
        const string Mount = "mount --bind thresher-data thresher-data && mount -o remount,ro,bind thresher-data && exec ";
        foreach (var (command, expected) in new[] { ("status x", "x: complete"), ("hosts x", "127.0.0.1:9"), ("failures x", "private-address"), ("explain http://127.0.0.1:9/", "x: failed"), ("verify x", "all adds up") })
        {
            var ended = await _cli.RunInShellAsync(Mount, command);
            Assert.True(ended.Code == 0, ended.Errors);
            Assert.Contains(expected, ended.Output, StringComparison.Ordinal);
        }

        var crawl = await _cli.RunInShellAsync(Mount, "crawl --name x");
        Assert.Equal(1, crawl.Code);
        Assert.Contains("cannot be written", crawl.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_CrawlThatRefuses_IsToldBesideTheOneThatHasIt()
    {
        await _cli.RunAsync("seed one --create http://127.0.0.1:9/");
        await _cli.RunAsync("seed two --create http://127.0.0.2:9/");

        var all = await _cli.RunAsync("explain http://127.0.0.1:9/");
        Assert.StartsWith("one: queued", all.Output, StringComparison.Ordinal);
        Assert.Contains("two: refused", all.Output, StringComparison.Ordinal);
        var only = await _cli.RunAsync("explain http://127.0.0.1:9/ --crawl two");
        Assert.StartsWith("two: refused", only.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _cli.RunAsync("explain http://127.0.0.1:9/ --crawl three")).Code);
    }

    [Fact]
    public async Task ExportWarc_WithoutBodies_WritesNothing()
    {
        await using var web = await SyntheticWeb.StartAsync(new TestWeb.Generation.SyntheticWebOptions { Seed = 11, Hosts = 1, PagesPerHost = 2 }, TestContext.Current.CancellationToken);
        await _cli.RunAsync(["crawl", web.Seeds[0].AbsoluteUri, "--name", "web", "--allow-private", "--delay", "0"]);

        var ended = await _cli.RunAsync("export web --what pages --format warc");

        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.Contains("--keep-bodies", ended.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_OfACrawl_HasALineForEachEnd()
    {
        await using var web = await SyntheticWeb.StartAsync(new TestWeb.Generation.SyntheticWebOptions { Seed = 11, Hosts = 1, PagesPerHost = 6 }, TestContext.Current.CancellationToken);
        var missing = new Uri(web.Seeds[0], "/no/such/page").AbsoluteUri;
        var crawl = await _cli.RunAsync(["crawl", web.Seeds[0].AbsoluteUri, missing, "--name", "web", "--allow-private", "--delay", "0", "--crawl-log", "-", "--fail-on", "none"]);
        Assert.Equal(0, crawl.Code);

        var all = await _cli.RunAsync("log web --json");
        Assert.Equal(all.Lines, crawl.Lines);
        var status = System.Text.Json.JsonDocument.Parse((await _cli.RunAsync("status web --json")).Output).RootElement;
        Assert.Equal(status.GetProperty("accepted").GetInt32(), all.Lines.Length);
        var failed = Assert.Single((await _cli.RunAsync("log web --reason not-found --json")).Lines, line => line.Contains(missing, StringComparison.Ordinal));
        Assert.Contains("\"status\":404", failed, StringComparison.Ordinal);
        Assert.Contains($" 404 not-found - - depth 0 - {missing}", (await _cli.RunAsync("log web --url /no/such/")).Output, StringComparison.Ordinal);
        Assert.Empty((await _cli.RunAsync("log web --host elsewhere.example")).Lines);
        Assert.Equal(all.Lines, (await _cli.RunAsync("log web --json --follow")).Lines);
    }

    private static async Task ServeTlsAsync(TcpListener listener, CancellationToken stop)
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=elsewhere.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
                await tls.ReadExactlyAsync(new byte[1], stop);
            }
            catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException)
            {
                // The client refuses the certificate, or the test is over.
            }
        }
    }
}
