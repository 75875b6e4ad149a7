using System.Text;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb.Sites;
using Thresher.TestWeb.Truth;

namespace Thresher.Tests.EndToEnd.Sites;

/// <summary>Logins through kills: sessions that end are begun again, no page is stored twice or logged out, and no secret is left anywhere.</summary>
public sealed class LoginTests
{
    private const int Pages = 30;
    private const int Delay = 30;

    /// <summary>What is left of <see cref="LoginSite.Password"/> however it is coded.</summary>
    private const string Secret = "pa55-0dd1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LoginSite.Form, false)]
    [InlineData(LoginSite.Token, false)]
    [InlineData(LoginSite.Form, true)]
    [InlineData(LoginSite.Token, true)]
    public async Task Crawl_BehindALogin_KilledTwice_HasEveryPageOnce_AndKeepsItsSession(string host, bool cluster)
    {
        await using var site = new LoginSite(Pages, lasts: 12);
        await site.StartAsync(Cancellation);
        using var files = new TemporaryDirectory();
        await using var place = await CrawlPlace.StartAsync(cluster, files.Path);
        var job = await JobAsync(files, site, host);
        string[] crawl = ["crawl", job, "--log", "trace", "--json", "--fail-on", "none"];
        var output = new StringBuilder();
        foreach (var kill in new[] { 10, 30 })
        {
            await using var run = place.Start(crawl);
            await run.ReachesAsync(() => site.Ledger.Count >= kill);

            await place.KillAsync(run, kill);
            output.Append(run.Output).Append(run.Errors);
        }

        await using var last = place.Start(crawl);
        await last.ExitAsync();
        output.Append(last.Output).Append(last.Errors);

        // The form's login ends at a page of its own, which no link leads to.
        Assert.True(last.ExitCode == 0, output.ToString());
        Assert.Contains($"\"fetched\":{Pages + 1},", last.Output, StringComparison.Ordinal);
        Assert.Contains("\"failed\":0,", last.Output, StringComparison.Ordinal);
        await place.RunAsync("verify", "private");

        // A session is good for 12 pages, of which a kill costs one or two; the form's login itself asks for a page.
        Assert.InRange(site.Logins, 3, 7);
        Assert.Empty(site.Ledger.Analyze().Violations(TimeSpan.FromMilliseconds(Delay), TimeSpan.FromMilliseconds(5)));
        Assert.DoesNotContain(LoginSite.Password, output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(LoginSite.TokenBegin, output.ToString(), StringComparison.Ordinal);
        if (place.Cluster is { } silos)
        {
            Assert.Empty(await SecretSearch.TablesAsync(silos.Database, Secret));
            Assert.DoesNotContain(Secret, await SecretSearch.PagesAsync(silos.Silos[0], "private"), StringComparison.Ordinal);
        }

        foreach (var stored in place.Data is { } data ? Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories) : [])
        {
            Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(stored, Cancellation)), StringComparison.Ordinal);
        }

        await place.RunAsync("export", "private", "--format", "warc", "-o", Path.Combine(files.Path, "private.warc.gz"));
        var archive = string.Concat(WarcRecords.Read(Path.Combine(files.Path, "private.warc.gz")).Select(record => Encoding.Latin1.GetString(record.Block)));
        Assert.Contains("(not kept)", archive, StringComparison.Ordinal);
        Assert.DoesNotContain(LoginSite.TokenBegin, archive, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LoginSite.Never, "the form was sent, and ")]
    [InlineData(LoginSite.Useless, "the login succeeded, and the page is still seen logged out")]
    public async Task Crawl_WhoseLoginNeverWorks_HoldsTheHostAndSaysWhy(string host, string why)
    {
        await using var site = new LoginSite(Pages, lasts: 12);
        await site.StartAsync(Cancellation);
        using var data = new TemporaryDirectory();
        using var files = new TemporaryDirectory();
        var job = await JobAsync(files, site, host, """, "breaker": { "closed": "1s", "longestClosed": "1s", "closings": 2 }""");
        await using var run = await ThresherProcess.RunAsync("crawl", job, "--data", data.Path, "--fail-on", "none");
        await using var explained = await ThresherProcess.RunAsync("explain", site.UrlOf(host, "/"), "--data", data.Path);
        await using var failures = await ThresherProcess.RunAsync("failures", "private", "--json", "--data", data.Path);
        Assert.Contains("\"reason\":\"login-failed\"", failures.Output, StringComparison.Ordinal);
        Assert.Contains(why, explained.Output, StringComparison.Ordinal);
        Assert.InRange(site.RequestsTo(host, "/login"), 2, 12);
    }

    [Fact]
    public async Task Try_WithLogin_ShowsEachStepWithoutSecrets()
    {
        await using var site = new LoginSite(Pages, lasts: 12);
        await site.StartAsync(Cancellation);
        using var files = new TemporaryDirectory();
        foreach (var (host, step) in new[] { (LoginSite.Form, "user=me"), (LoginSite.Token, "characters") })
        {
            var job = await JobAsync(files, site, host);
            await using var tried = await ThresherProcess.RunAsync("try", site.UrlOf(host, "/p3"), "--job", job, "--login");
            Assert.True(tried.ExitCode == 0, tried.Errors);
            Assert.Contains(step, tried.Errors, StringComparison.Ordinal);
            Assert.Contains("POST ", tried.Errors, StringComparison.Ordinal);
            Assert.Contains("/p3: 200", tried.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(LoginSite.TokenBegin, tried.Output + tried.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("pa55", tried.Output + tried.Errors, StringComparison.Ordinal);
        }

        var wrong = await JobAsync(files, site, LoginSite.Form, login: "\"form\": \"form.nowhere\",");
        await using var failed = await ThresherProcess.RunAsync("try", site.UrlOf(LoginSite.Form, "/p3"), "--job", wrong, "--login");
        Assert.NotEqual(0, failed.ExitCode);
        Assert.Contains("matches \"form.nowhere\" (login.form)", failed.Errors, StringComparison.Ordinal);
    }

    private static async Task<string> JobAsync(TemporaryDirectory files, LoginSite site, string host, string politeness = "", string login = "")
    {
        var password = Path.Combine(files.Path, "password.txt");
        await File.WriteAllTextAsync(password, LoginSite.Password + "\n", Cancellation);
        var (path, rule) = host == LoginSite.Token
            ? ("/api/login", """ "token": { "path": "data.0.token" }, "loggedOut": { "status": [401] } """)
            : ("/login", $$""" {{login}} "loggedOut": { "url": "/login(\\?|$)", "selector": "form#login" } """);
        var job = Path.Combine(files.Path, "job.json");
        await File.WriteAllTextAsync(
            job,
            $$"""
            {
              "name": "private", "seeds": ["{{site.UrlOf(host, "/")}}"], "allowPrivate": true, "keepBodies": true,
              "limits": { "retries": 1, "retryDelay": "100ms" }, "politeness": { "delay": "{{Delay}}ms" {{politeness}} },
              "login": { "url": "{{site.UrlOf(host, path)}}", "overHttp": true, "fields": { "user": "me", "password": { "file": "password.txt" } }, {{rule}} }
            }
            """,
            Cancellation);
        return job;
    }
}
