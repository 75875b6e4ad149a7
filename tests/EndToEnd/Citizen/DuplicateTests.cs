using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.Tests.EndToEnd.Rig;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.EndToEnd.Citizen;

/// <summary>Pages that are the same, nearly the same, or name another as the one that counts; and hosts with too many.</summary>
public sealed class DuplicateTests
{
    private const string Type = "text/html";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crawl_SameAndSimilarPages_AreToldOfAndFilteredOnRequest(bool cluster)
    {
        await using var web = await SyntheticWeb.StartAsync(new SyntheticWebOptions { Hosts = 1, PagesPerHost = 1 }, TestContext.Current.CancellationToken);
        var root = web.BaseAddress(0).AbsoluteUri;
        var words = Enumerable.Range(0, 600).Select(n => $"word{n * 7919 % 997}").ToArray();
        var text = string.Join(' ', words);
        words[300] = "changed";
        var similar = string.Join(' ', words);
        web.Map(0, "*", context =>
        {
            var path = context.Request.Path.Value!;
            context.Response.ContentType = path == "/robots.txt" ? "text/plain" : Type;
            return context.Response.WriteAsync(path switch
            {
                "/robots.txt" => "",
                "/" => "<a href='/one'>1</a> <a href='/same'>2</a> <a href='/similar'>3</a> <a href='/other'>4</a> <a href='/variant?sort=up'>5</a>",
                "/one" or "/same" => $"<p>{text}</p>",
                "/similar" => $"<p>{similar}</p>",
                "/variant" => "<link rel='canonical' href='/canon'><a href='/behind'>b</a>",
                _ => $"<p>{path} is about itself alone</p>",
            });
        });
        await using var place = await CrawlPlace.StartAsync(cluster);

        await place.RunAsync("crawl", root, "--name", "web", "--allow-private", "--delay", "30ms", "--per-domain", "1");

        var pages = await place.PagesAsync("web");
        Assert.Equal(8, pages.Count);
        Assert.Equal((null, null), (Text("one", "duplicateOf"), Text("one", "nearDuplicateOf")));
        Assert.Equal($"{root}one", Text("same", "duplicateOf"));
        Assert.Equal((null, $"{root}one"), (Text("similar", "duplicateOf"), Text("similar", "nearDuplicateOf")));
        Assert.Equal((null, null), (Text("other", "duplicateOf"), Text("other", "nearDuplicateOf")));
        Assert.Equal([.. pages.Keys.Except([$"{root}same"])], (await place.PagesAsync("web", "--unique")).Keys);
        Assert.Equal([.. pages.Keys.Except([$"{root}same", $"{root}similar"])], (await place.PagesAsync("web", "--near", "3")).Keys);

        // Recorded, and fetched before what the page links to besides.
        Assert.Equal($"{root}canon", Text("variant?sort=up", "canonical"));
        Assert.Null(Text("one", "canonical"));
        var asked = web.Ledger.Entries().Select(entry => entry.Target).ToList();
        Assert.InRange(asked.IndexOf("/canon"), 1, asked.IndexOf("/behind") - 1);
        await place.RunAsync("verify", "web");

        string? Text(string page, string field) => pages[$"{root}{page}"].GetProperty(field).GetString();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Crawl_MaxPagesPerHost_StoresNoMoreOfEach(bool cluster)
    {
        const int Most = 5;
        await using var web = await SyntheticWeb.StartAsync(
            new SyntheticWebOptions { Seed = 9, Hosts = 4, PagesPerHost = 30, CrossHostLinkShare = 0.3 }, TestContext.Current.CancellationToken);
        await using var place = await CrawlPlace.StartAsync(cluster);

        await place.RunAsync(["crawl", .. web.Seeds.Select(seed => seed.AbsoluteUri), "--name", "web", "--max-pages-per-host", $"{Most}", "--allow-private", "--delay", "20ms"]);

        var perHost = (await place.PagesAsync("web")).Keys.CountBy(url => new Uri(url).Authority).ToDictionary();
        Assert.Equal(web.Options.Hosts, perHost.Count);
        Assert.All(perHost.Values, pages => Assert.Equal(Most, pages));
        var status = await place.AskAsync("status", "web");
        Assert.Equal("complete", status.GetProperty("state").GetString());
        Assert.Equal(web.Options.Hosts * Most, status.GetProperty("fetched").GetInt32());
        Assert.Contains(
            await place.RunAsync("export", "web", "--what", "links"),
            line => JsonDocument.Parse(line).RootElement.GetProperty("outcome").GetString() == "host-page-limit");
        await place.RunAsync("verify", "web");
    }
}
