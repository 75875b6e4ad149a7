using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Thresher.BrokenCrawler;
using Thresher.Crawls;
using Thresher.Frontier;
using Thresher.Hosting;
using Thresher.Storage.Sqlite;

// A crawler that is broken on purpose: it breaks the commit contract, which the crash test must catch, or dies of a page,
// which quarantine must end.
//   Thresher.BrokenCrawler done-before-store|poison DATABASE CRAWL SILO-PORT GATEWAY-PORT URL…
var (fault, file, name) = (args[0], args[1], args[2]);
await using var sound = new SqliteStore(file, TimeProvider.System);
await sound.InitializeAsync(CancellationToken.None);
var store = new BrokenStore(
    sound,
    fault == "poison" ? new PoisonedFrontier(sound.Frontier) : new DoneBeforeFrontier(sound.Frontier, file));

var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.UseOrleans(silo => silo
    .UseLocalhostClustering(int.Parse(args[3]), int.Parse(args[4]))
    .AddMemoryGrainStorage(DomainGrain.StorageName)
    .AddThresher(store, new ThresherOptions()));
using var host = builder.Build();
await host.StartAsync();

var crawl = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICrawlGrain>(name);
await crawl.StartAsync(new CrawlJob
{
    Seeds = args[5..],
    AllowPrivate = true,
    Politeness = new CrawlPoliteness { Delay = TimeSpan.FromMilliseconds(20) },
}.ToJson());
while ((await crawl.GetState())?.Status.State == "running")
{
    await Task.Delay(TimeSpan.FromMilliseconds(100));
}

await host.StopAsync();
