using System.Text;
using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb.Proxies;
using Thresher.TestWeb.Sites;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Sites;

/// <summary>Crawls by proxies through kills: every page once, each domain by its own proxy, and a proxy's failure is told as one.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Variable = "THRESHER_TEST_PROXY_PASSWORD";

    private const string Password = "pr0xy-pass-5511";
    private const int Pages = 6;

    /// <summary>So many that hardly ever all of them keep to one of two proxies.</summary>
    private static readonly string[] Hosts = [.. Enumerable.Range(1, 16).Select(host => $"h{host}.localhost")];

    private readonly TemporaryDirectory _files = new();

    public ProxyTests() => Environment.SetEnvironmentVariable(Variable, Password);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _files.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crawl_ByProxies_OneOfThemDead_KilledTwice_HasEveryPageOnce(bool cluster)
    {
        await using var site = new ManyPages(Pages);
        await site.StartAsync(Cancellation);
        await using var http = new HttpTestProxy($"crawler:{Password}");
        await using var socks = new Socks5TestProxy($"crawler:{Password}");
        await using var dead = new HttpTestProxy();
        http.Start();
        socks.Start();
        dead.Start();
        await dead.StopAsync();
        var job = await WriteJobAsync(site, $$"""
            { "url": "http://127.0.0.1:{{http.Port}}", "user": "crawler", "password": { "env": "{{Variable}}" } },
            { "file": "proxies.txt" }
            """, $"socks5h://crawler:{Password}@127.0.0.1:{socks.Port}\nhttp://127.0.0.1:{dead.Port}\n");
        await using var place = await CrawlPlace.StartAsync(cluster, $"{Variable},{_files.Path}");
        string[] crawl = ["crawl", job, "--delay", "40ms", "--keep-bodies", "--log", "trace"];
        var said = new StringBuilder();
        foreach (var kill in new[] { 15, 45 })
        {
            await using var run = place.Start(crawl);
            await run.ReachesAsync(() => site.Ledger.Count >= kill);

            await place.KillAsync(run, kill);
            said.Append(run.Output).Append(run.Errors);
        }

        var status = await place.AskAsync(crawl);
        Assert.Equal((Hosts.Length * (Pages + 1), 0), (status.GetProperty("fetched").GetInt32(), status.GetProperty("failed").GetInt32()));
        await place.RunAsync("verify", "proxies");

        // All came by the proxies, each host by one of them; what was in flight when a process died was asked again.
        Assert.NotEmpty(http.Carried);
        Assert.NotEmpty(socks.Carried);
        foreach (var host in Hosts)
        {
            var byHttp = http.Carried.Count(url => url.StartsWith($"http://{site.DomainOf(host)}/", StringComparison.Ordinal));
            var bySocks = socks.Carried.Count(target => target == site.DomainOf(host));
            Assert.True(byHttp == 0 != (bySocks == 0), $"{host}: {byHttp} and {bySocks}");
            Assert.True(byHttp == 0 || byHttp >= site.Ledger.Entries().Count(entry => entry.Host == site.DomainOf(host)), $"{host}: {byHttp}");
        }

        Assert.Empty(site.Ledger.Analyze().Violations(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(10)));
        Assert.All(site.Fields.Values.SelectMany(fields => fields), field => Assert.DoesNotContain("Proxy-", field, StringComparison.OrdinalIgnoreCase));

        foreach (var command in new[] { "job proxies", "status proxies", "hosts proxies", "log proxies", "failures proxies", $"explain {site.UrlOf(Hosts[0], "/1")}", "export proxies --what pages", "export proxies --what links" })
        {
            said.AppendJoin('\n', await place.RunAsync(command.Split(' ')));
        }

        if (place.Cluster is { } silos)
        {
            Assert.Empty(await SecretSearch.TablesAsync(silos.Database, Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"crawler:{Password}"))));
            said.Append(await SecretSearch.PagesAsync(silos.Silos[0], "proxies"));
        }

        var archive = Path.Combine(_files.Path, "proxies.warc.gz");
        await place.RunAsync("export", "proxies", "--format", "warc", "-o", archive);
        said.AppendJoin('\n', WarcRecords.Read(archive).Select(record => Encoding.Latin1.GetString(record.Block)));
        foreach (var secret in new[] { Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"crawler:{Password}")), "Proxy-Authorization" })
        {
            Assert.DoesNotContain(secret, said.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("dead", "proxy-unreachable: the proxy http://127.0.0.1:PORT: nothing accepts connections there: check its host and port, and that it runs; 1 attempt failed")]
    [InlineData("password", "proxy-refused (HTTP 407): the proxy http://127.0.0.1:PORT: it wants another name or password (407): check user and password of http.proxies; it is not tried again")]
    [InlineData("socks", "proxy-refused: the proxy socks5://127.0.0.1:PORT: it wants another name or password: check user and password of http.proxies; it is not tried again")]
    [InlineData("answer", "proxy-failed (HTTP 502): the proxy http://127.0.0.1:PORT: it answers 502 Bad Gateway: try the URL without the proxy, or name another in http.proxies; 1 attempt failed")]
    public async Task Crawl_ByAProxyThatGivesNoWay_SaysSoInOneLine_AndSoDoesTry(string fault, string line)
    {
        await using var site = new ManyPages(Pages);
        await site.StartAsync(Cancellation);
        await using TestProxy proxy = fault switch
        {
            "socks" => new Socks5TestProxy("crawler:other"),
            "answer" => new HttpTestProxy { Answer = "502 Bad Gateway" },
            _ => new HttpTestProxy("crawler:other"),
        };
        proxy.Start();
        if (fault == "dead")
        {
            await proxy.StopAsync();
        }

        line = line.Replace("PORT", $"{proxy.Port}", StringComparison.Ordinal);
        var job = await WriteJobAsync(site, $$"""{ "url": "{{(fault == "socks" ? "socks5" : "http")}}://127.0.0.1:{{proxy.Port}}", "user": "crawler", "password": { "env": "{{Variable}}" } }""");
        using var data = new TemporaryDirectory();
        await using var crawl = ThresherProcess.Start("crawl", job, "--data", data.Path);
        while (!(crawl.Output + crawl.Errors).Contains(line, StringComparison.Ordinal) && !crawl.HasExited)
        {
            await Task.Delay(20, Cancellation);
        }

        if (line.EndsWith("not tried again", StringComparison.Ordinal))
        {
            await crawl.ExitAsync();
            Assert.Equal(5, crawl.ExitCode);
        }

        Assert.Contains(line, crawl.Output + crawl.Errors, StringComparison.Ordinal);
        Assert.Equal(0, site.Ledger.Count);
        await using var tried = await ThresherProcess.RunAsync("try", site.UrlOf(Hosts[0], "/"), "--job", job);
        Assert.Equal(1, tried.ExitCode);
        Assert.Contains(line[line.IndexOf("the proxy", StringComparison.Ordinal)..line.LastIndexOf(';')], tried.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, crawl.Output + crawl.Errors + tried.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Try_ByAProxy_SaysWhichOne()
    {
        await using var site = new ManyPages(Pages);
        await site.StartAsync(Cancellation);
        await using var proxy = new HttpTestProxy();
        proxy.Start();
        await using var tried = await ThresherProcess.RunAsync("try", site.UrlOf(Hosts[0], "/"), "--allow-private", "--proxy", $"http://127.0.0.1:{proxy.Port}");
        Assert.Contains($", by the proxy http://127.0.0.1:{proxy.Port}\n", tried.Output, StringComparison.Ordinal);
        Assert.Equal(site.UrlOf(Hosts[0], "/"), Assert.Single(proxy.Carried));

        await using var refused = await ThresherProcess.RunAsync("try", site.UrlOf(Hosts[0], "/"), "--proxy", $"http://127.0.0.1:{proxy.Port}");
        Assert.Contains("private-address", refused.Errors, StringComparison.Ordinal);
        Assert.Single(proxy.Carried);
    }

    private async Task<string> WriteJobAsync(ManyPages site, string proxies, string file = "")
    {
        await File.WriteAllTextAsync(Path.Combine(_files.Path, "proxies.txt"), file, Cancellation);
        var path = Path.Combine(_files.Path, "job.json");
        await File.WriteAllTextAsync(
            path,
            $$"""
            {
              "name": "proxies",
              "seeds": [{{string.Join(", ", Hosts.Select(host => JsonSerializer.Serialize(site.UrlOf(host, "/"))))}}],
              "allowPrivate": true,
              "http": { "proxies": [ {{proxies}} ] }
            }
            """,
            Cancellation);
        return path;
    }

    private sealed class ManyPages(int pages) : Site
    {
        protected override Task AnswerAsync(Microsoft.AspNetCore.Http.HttpContext http, string host, string path) =>
            PageAsync(http, path == "/" ? string.Concat(Enumerable.Range(1, pages).Select(page => $"<a href=/{page}>{page}</a>")) : $"<p>{path}");
    }
}
