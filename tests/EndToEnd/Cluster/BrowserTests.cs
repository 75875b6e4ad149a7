using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Database;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Cluster;

/// <summary>
/// The crawl page and the Orleans Dashboard as a browser shows them while a cluster crawls. With THRESHER_SCREENSHOTS
/// naming a directory, the README's screenshots are taken into it.
/// </summary>
public sealed class BrowserTests
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Silos = 3;
    private static readonly LocatorAssertionsToHaveTextOptions Patiently = new() { Timeout = 120_000 };

    /// <summary>What the dashboard shows is waited for; the arrival of its every file is not, on a machine that crawls.</summary>
    private static readonly PageGotoOptions Unhurried = new() { WaitUntil = WaitUntilState.Commit, Timeout = 120_000 };

    [Fact]
    public async Task Pages_WhileAClusterCrawls_ShowItsNumbers()
    {
        Assert.SkipUnless(File.Exists(Chromium), "Chromium is not installed here: apt-get install chromium");
        await using var database = await DatabaseServer.StartNewAsync();
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 5, Hosts = 24, PagesPerHost = 5000 }, TestContext.Current.CancellationToken);
        await using var first = SiloProcess.Start(database.ConnectionString);
        await first.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var second = SiloProcess.Start(database.ConnectionString);
        await using var third = SiloProcess.Start(database.ConnectionString);
        await second.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await third.AnswersAsync("/health/ready", HttpStatusCode.OK);
        await using var crawl = ThresherProcess.Start(
            ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", "--cluster", database.ConnectionString, "--allow-private", "--delay", "200ms"]);
        Assert.True(await web.SeenAsync(web.Options.Hosts * 4, crawl), crawl.Errors);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{first.HttpPort}");
        await LookAtDashboardAsync(browser, address, web.Options.Hosts);
        await LookAtCrawlPageAsync(browser, address, database);
    }

    private static async Task LookAtCrawlPageAsync(IBrowser browser, string address, PrivatePostgres database)
    {
        var page = await browser.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync($"{address}/?crawl=web", new() { Timeout = 120_000 });
        Assert.Equal("Thresher: web", await page.TitleAsync());
        Assert.Equal(Silos, await page.Locator("table[data-rows='overview.silos'] tbody tr").CountAsync());
        Assert.NotEqual(0, await page.Locator("table[data-rows='detail.domains'] tbody tr").CountAsync());

        // It keeps itself fresh: the number changes on the page without its being loaded again.
        var atFirst = await Tile(page, "fetched").InnerTextAsync();
        Assert.NotEqual("0", atFirst);
        await Assertions.Expect(Tile(page, "fetched")).Not.ToHaveTextAsync(atFirst, Patiently);
        await ScreenshotAsync(page, "crawl-page.png");

        // The crawl is far from done however fast the machine: it is stopped, and then the numbers stand still.
        await using var stop = await ThresherProcess.RunAsync("stop", "web", "--cluster", database.ConnectionString);
        Assert.True(stop.ExitCode == 0, stop.Errors);
        await Assertions.Expect(Tile(page, "leased")).ToHaveTextAsync("0", Patiently);
        await using var status = await ThresherProcess.RunAsync("status", "web", "--json", "--cluster", database.ConnectionString);
        using var document = JsonDocument.Parse(status.Output);
        await Assertions.Expect(Tile(page, "state")).ToHaveTextAsync("stopped", Patiently);
        await Assertions.Expect(Tile(page, "fetched")).ToHaveTextAsync(Text(document.RootElement.GetProperty("fetched").GetInt32()), Patiently);
        Assert.Empty(complaints);
    }

    private static async Task LookAtDashboardAsync(IBrowser browser, string address, int hosts)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync($"{address}/dashboard/", Unhurried);
        var silos = page.Locator(".info-box", new() { HasText = "Active Silos" }).Locator(".info-box-number");
        await Assertions.Expect(silos).ToHaveTextAsync(Text(Silos), Patiently);
        await ScreenshotAsync(page, "dashboard.png");

        await page.GotoAsync($"{address}/dashboard/#/grains", Unhurried);
        var domains = page.Locator("tr", new() { Has = page.Locator("a", new() { HasTextRegex = new("^DomainGrain$") }) }).Locator("td").Nth(2);
        await Assertions.Expect(domains).ToHaveTextAsync(Text(hosts), Patiently);
    }

    private static ILocator Tile(IPage page, string title) =>
        page.Locator("dl > div", new() { Has = page.Locator("dt", new() { HasTextRegex = new($"^{title}$") }) }).Locator("dd");

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static async Task ScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("THRESHER_SCREENSHOTS") is { Length: > 0 } directory)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(directory, name) });
        }
    }
}
