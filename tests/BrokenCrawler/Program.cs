// A crawler that is broken on purpose, in a way that the tests' checker must find out. With "killed-in-commit" it is sound
// but unlucky, with "poisoned" it runs an extractor in its silo that kills it, with "nothing" it is sound.
//   Thresher.BrokenCrawler FAULT DATABASE CRAWL SILO-PORT GATEWAY-PORT DELAY-MS URL…
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Thresher.BrokenCrawler;
using Thresher.Extraction.Extractors;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Hosting;
using Thresher.Grains.Parsing;
using Thresher.Jobs;
using Thresher.Storage.Sqlite;

if (args is [IsolatedParseProgram.Argument])
{
    return await IsolatedParseProgram.RunAsync();
}

var (fault, file, name) = (args[0], args[1], args[2]);
await using var sound = new SqliteStore(file, TimeProvider.System);
await sound.InitializeAsync(CancellationToken.None);
var store = fault switch
{
    "done-before-store" => new BrokenStore(sound) { Queue = new DoneBeforeQueue(sound, file) },
    "no-fencing" => new BrokenStore(sound) { Queue = new UnfencedQueue(sound.Queue, file) },
    "delay-only-in-memory" => new BrokenStore(sound) { Leases = new ForgetfulLeases(sound.Leases) },
    "killed-in-commit" => new BrokenStore(sound) { Queue = new KilledInCommitQueue(sound.Queue, file) },
    "nothing" or "poisoned" => new BrokenStore(sound),
    _ => throw new ArgumentException($"unknown fault '{fault}'"),
};

var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
if (fault == "poisoned")
{
    builder.Services.AddSingleton<IPageExtractor, PoisonedExtractor>();
}

builder.UseOrleans(silo => silo
    .UseLocalhostClustering(int.Parse(args[3]), int.Parse(args[4]))
    .AddMemoryGrainStorage(DomainGrain.StorageName)
    .AddThresher(store, options => options.IsolatedParseCommand = IsolatedParseProgram.Command));
using var host = builder.Build();
await host.StartAsync();

var crawl = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICrawlGrain>(name);
await crawl.StartAsync(new CrawlJob
{
    Seeds = args[6..],
    AllowPrivate = true,
    Politeness = new CrawlPoliteness { Delay = TimeSpan.FromMilliseconds(int.Parse(args[5])) },
}.ToJson(), CancellationToken.None);
while ((await crawl.GetState(CancellationToken.None))?.Status.State == "running")
{
    await Task.Delay(TimeSpan.FromMilliseconds(100));
}

await host.StopAsync();
return 0;
