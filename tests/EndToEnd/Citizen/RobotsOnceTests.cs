using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Citizen;

/// <summary>robots.txt is fetched once for a domain by the whole cluster, and kept over its end.</summary>
public sealed class RobotsOnceTests
{
    [Fact]
    public async Task Crawl_TwiceWithAllSilosKilledBetween_AsksForRobotsOncePerHost()
    {
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 4, Hosts = 20, PagesPerHost = 10, CrossHostLinkShare = 0.4 }, TestContext.Current.CancellationToken);
        for (var host = 0; host < web.Options.Hosts; host++)
        {
            web.Map(host, "/robots.txt", context => context.Response.WriteAsync("User-agent: *\nDisallow: /private/\n"));
        }

        await using var place = await CrawlPlace.StartAsync(cluster: true);
        await CrawlAsync("first");
        AssertOnce();

        // Killed, not stopped: nothing is written at the end.
        foreach (var silo in place.Cluster!.Silos)
        {
            await silo.KillAsync();
        }

        var before = web.Ledger.Count;
        await place.Cluster.AllServeAsync();
        await CrawlAsync("second");

        Assert.True(web.Ledger.Count > before + web.Options.Hosts);
        AssertOnce();
        var explained = string.Concat(await place.RunAsync("explain", $"{web.BaseAddress(0).AbsoluteUri}private/x"));
        Assert.Contains("line 2, Disallow: /private/", explained, StringComparison.Ordinal);

        Task CrawlAsync(string name) => place.RunAsync(
            ["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), $"{web.BaseAddress(0).AbsoluteUri}private/x", "--name", name, "--allow-private", "--delay", "20ms"]);

        void AssertOnce() => Assert.All(
            web.Seeds,
            seed => Assert.Single(web.Ledger.Entries(), entry => entry.Host == seed.Authority && entry.Target == "/robots.txt"));
    }
}
