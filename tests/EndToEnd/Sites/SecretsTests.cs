using System.Text;
using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb.Sites;

namespace Thresher.Tests.EndToEnd.Sites;

/// <summary>Credentials reach the hosts they are for and nothing else: no other host, file, export, log or answer of a command.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Variable = "THRESHER_TEST_SHOP_TOKEN";
    private const string Token = "t0ken-8d1f5c";
    private const string Key = "k3y-77aa10";
    private const string Password = "passw0rd-41e9";
    private const int Pages = 40;

    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _jobs = new();

    public SecretsTests() => Environment.SetEnvironmentVariable(Variable, Token);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _data.Dispose();
        _jobs.Dispose();
    }

    [Fact]
    public async Task Crawl_WithCredentials_KilledTwice_IsWhole_AndTellsNobodyElse()
    {
        await using var site = new ProtectedSite(Token, Key, Password, Pages);
        await site.StartAsync(Cancellation);
        var job = await WriteJobAsync(site);
        var said = new StringBuilder();
        foreach (var kill in new[] { 8, 25 })
        {
            await using var crawl = Start("crawl", job, "--delay", "40ms", "--keep-bodies", "--log", "trace");
            await crawl.ReachesAsync(() => site.Ledger.Count >= kill);

            await crawl.KillAsync();
            said.Append(crawl.Errors);
        }

        // The shop's pages and its start, the intranet's, and two of the other host, one of them by redirect.
        var status = await RunAsync(said, "crawl", job, "--delay", "40ms", "--keep-bodies", "--log", "trace", "--json");
        using var counts = JsonDocument.Parse(status);
        Assert.Equal((Pages + 4, 1, 0), (Count(counts, "fetched"), Count(counts, "redirected"), Count(counts, "failed")));
        await RunAsync(said, "verify", "secrets");

        Assert.Contains($"Authorization: Bearer {Token}", site.Fields[ProtectedSite.Shop]);
        Assert.Contains("X-Shop-Key: k3y-77aa10", site.Fields[ProtectedSite.Shop]);
        Assert.All(site.Fields[ProtectedSite.Other], NoSecret);
        Assert.All(site.Fields[ProtectedSite.Intranet], field => Assert.DoesNotContain(Token, field, StringComparison.Ordinal));
        Assert.All(site.Fields[ProtectedSite.Other], field => Assert.DoesNotContain("Authorization", field, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Accept-Language: de", site.Fields[ProtectedSite.Other]);

        foreach (var command in new[]
        {
            "job secrets", "status secrets", "hosts secrets", "log secrets", "failures secrets", $"explain {site.UrlOf(ProtectedSite.Shop, "/away")}",
            "export secrets --what pages", "export secrets --what links", "export secrets --what failures",
        })
        {
            await RunAsync(said, command.Split(' '));
        }

        var archive = Path.Combine(_jobs.Path, "secrets.warc.gz");
        await RunAsync(said, "export", "secrets", "--format", "warc", "-o", archive);
        var requests = WarcRecords.Read(archive).Where(record => record.Type == "request").Select(record => Encoding.Latin1.GetString(record.Block)).ToList();
        Assert.Contains(requests, request => request.Contains("Authorization: (not kept)\r\n", StringComparison.Ordinal) && request.Contains("X-Shop-Key: (not kept)\r\n", StringComparison.Ordinal));
        Assert.All(requests, NoSecret);
        NoSecret(said.ToString());
        foreach (var file in Directory.EnumerateFiles(_data.Path, "*", SearchOption.AllDirectories))
        {
            NoSecret(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation)));
        }
    }

    [Fact]
    public async Task Crawl_SecretIsNotThere_SaysSoInOneLine()
    {
        await using var site = new ProtectedSite(Token, Key, Password, 1);
        var job = await WriteJobAsync(site);
        Environment.SetEnvironmentVariable(Variable, null);
        await using var crawl = await ThresherProcess.RunAsync("crawl", job, "--data", _data.Path);
        Assert.Equal(2, crawl.ExitCode);
        Assert.Equal(
            $"thresher: http.hosts['{site.DomainOf(ProtectedSite.Shop)}'].bearer: the environment variable {Variable} is not set here: set it and start the process again",
            crawl.Errors.Trim());
    }

    private static void NoSecret(string text)
    {
        foreach (var secret in new[] { Token, Key, Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"crawler:{Password}")) })
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    private static long Count(JsonDocument status, string name) => status.RootElement.GetProperty(name).GetInt64();

    private ThresherProcess Start(params string[] arguments) => ThresherProcess.Start([.. arguments, "--data", _data.Path]);

    private async Task<string> RunAsync(StringBuilder said, params string[] arguments)
    {
        await using var process = Start(arguments);
        await process.ExitAsync();
        said.Append(process.Output).Append(process.Errors);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}\n{process.Output}\n{process.Errors}");
        return process.Output;
    }

    private async Task<string> WriteJobAsync(ProtectedSite site)
    {
        await File.WriteAllTextAsync(Path.Combine(_jobs.Path, "key.txt"), $"{Key}\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_jobs.Path, "password.txt"), $"{Password}\n", Cancellation);
        var path = Path.Combine(_jobs.Path, "job.json");
        await File.WriteAllTextAsync(
            path,
            $$"""
            {
              "name": "secrets",
              "seeds": ["{{site.UrlOf(ProtectedSite.Shop, "/")}}"],
              "scope": { "mode": "any" },
              "allowPrivate": true,
              "http": {
                "acceptLanguage": "de",
                "hosts": {
                  "{{site.DomainOf(ProtectedSite.Shop)}}": { "bearer": { "env": "{{Variable}}" }, "headers": { "X-Shop-Key": { "file": "key.txt" } }, "overHttp": true },
                  "{{site.DomainOf(ProtectedSite.Intranet)}}": { "basic": { "user": "crawler", "password": { "file": "password.txt" } }, "overHttp": true }
                }
              }
            }
            """,
            Cancellation);
        return path;
    }
}
