using System.Text.Json;
using Thresher.Tests.EndToEnd.Rig;

namespace Thresher.Tests.EndToEnd.RealSites;

/// <summary>
/// Documentation sites that others wrote, served on loopback by the script in <c>../shared/realsite</c>, whose page
/// counts two independent crawlers agree on.
/// </summary>
public sealed class RealSiteTests(ServedSites sites) : IClassFixture<ServedSites>
{
    [Theory]
    [InlineData("http://127.0.10.3:8080/", 1170, "http://127.0.10.3:8080/sql-select.html", "SELECT")]
    [InlineData("http://127.0.10.4:8080/", 527, "http://127.0.10.4:8080/library/json.html", "json — JSON encoder and decoder — Python 3.11.2 documentation")]
    [InlineData("http://127.0.10.8:8080/", 2634, "http://127.0.10.8:8080/classwx_string.html", "wxWidgets: wxString Class Reference")]
    public async Task Crawl_RealSite_StoresEveryPage(string seed, int pages, string sample, string title)
    {
        Assert.SkipWhen(sites.Missing is not null, sites.Missing ?? "");
        using var data = new TemporaryDirectory();
        await using var crawl = await ThresherProcess.RunAsync(
            "crawl", seed, "--name", "real", "--data", data.Path, "--delay", "0", "--per-domain", "32", "--ignore-robots", "--allow-private");
        Assert.True(crawl.ExitCode == 0, crawl.Errors);

        await using var export = await ThresherProcess.RunAsync("export", "real", "--what", "pages", "--format", "jsonl", "--data", data.Path);
        var stored = export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var html = stored.Where(page => page.GetProperty("status").GetInt32() == 200 && page.GetProperty("contentType").GetString() == "text/html").ToList();
        Assert.Equal(pages, html.Count);
        Assert.Equal(html.Count, html.Select(page => page.GetProperty("url").GetString()).Distinct().Count());
        Assert.Equal(title, html.Single(page => page.GetProperty("url").GetString() == sample).GetProperty("title").GetString());

        await using var verify = await ThresherProcess.RunAsync("verify", "real", "--data", data.Path);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }
}
