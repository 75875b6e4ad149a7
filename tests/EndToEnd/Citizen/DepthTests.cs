using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Citizen;

/// <summary>
/// One site crawled many times to a limited depth, each time with other pages that are slow, so that other ways to the
/// pages are found first: the pages stored and their depths are the same every time, those of the shortest ways.
/// </summary>
public sealed class DepthTests
{
    private const int Nodes = 150;
    private const int Hosts = 3;
    private const int MaxDepth = 5;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(700);
    private static readonly int[][] Links = Graph();

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 2)]
    public async Task Crawl_WithOtherPagesSlowEachTime_StoresTheSamePagesAtTheSameDepths(bool cluster, int rounds)
    {
        await using var place = await CrawlPlace.StartAsync(cluster);
        for (var round = 0; round < rounds; round++)
        {
            await using var web = await SyntheticWeb.StartAsync(
                new SyntheticWebOptions { Seed = 1, Hosts = Hosts, PagesPerHost = 1 }, TestContext.Current.CancellationToken);
            var slowness = new Random(round);
            for (var node = 0; node < Nodes; node++)
            {
                var isSlow = slowness.Next(3) == 0;
                var html = Html(web, node);
                web.Map(node % Hosts, Path(node), async context =>
                {
                    await Task.Delay(isSlow ? Slow : TimeSpan.Zero, context.RequestAborted);
                    context.Response.ContentType = "text/html";
                    await context.Response.WriteAsync(html, Encoding.UTF8);
                });
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"round{round}");
            await place.RunAsync(
                "crawl", Address(web, 0), "--name", name, "--scope", "any", "--max-depth", MaxDepth.ToString(CultureInfo.InvariantCulture),
                "--allow-private", "--ignore-robots", "--delay", "0ms", "--per-domain", "6");

            var pages = await place.PagesAsync(name);
            Assert.Equal(
                Depths().Index().Where(node => node.Item <= MaxDepth).Select(node => (Path(node.Index), node.Item)).Order(),
                pages.Values.Select(page => (new Uri(page.GetProperty("url").GetString()!).AbsolutePath, page.GetProperty("depth").GetInt32())).Order());
            Assert.Equal(0, (await place.AskAsync("verify", name)).GetProperty("problems").GetArrayLength());
        }
    }

    /// <summary>Every page leads a little onward, some far ahead, some back: many ways of different lengths to each.</summary>
    private static int[][] Graph()
    {
        var random = new Random(2026);
        return
        [
            .. Enumerable.Range(0, Nodes).Select(node => Enumerable.Range(0, 3).Select(_ => node + random.Next(1, 12))
                .Append(random.Next(8) == 0 ? node + random.Next(12, 50) : random.Next(node + 1))
                .Where(target => target < Nodes && target != node).ToArray()),
        ];
    }

    private static int[] Depths()
    {
        var depths = Enumerable.Repeat(int.MaxValue, Nodes).ToArray();
        var queue = new Queue<int>([0]);
        depths[0] = 0;
        while (queue.TryDequeue(out var node))
        {
            foreach (var target in Links[node].Where(target => depths[target] == int.MaxValue))
            {
                depths[target] = depths[node] + 1;
                queue.Enqueue(target);
            }
        }

        return depths;
    }

    private static string Path(int node) => string.Create(CultureInfo.InvariantCulture, $"/node/{node}");

    private static string Address(SyntheticWeb web, int node) => new Uri(web.BaseAddress(node % Hosts), Path(node)).AbsoluteUri;

    private static string Html(SyntheticWeb web, int node) =>
        $"<title>{node}</title>{string.Concat(Links[node].Select(target => $"<a href='{Address(web, target)}'>{target}</a>"))}";
}
