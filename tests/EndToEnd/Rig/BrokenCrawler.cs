using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Thresher.TestWeb;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>Starts the crawler that is broken on purpose.</summary>
public static class BrokenCrawler
{
    /// <summary>Starts it on the crawl "web" of a data directory.</summary>
    /// <param name="fault">What is broken: done-before-store, no-fencing, delay-only-in-memory, killed-in-commit, poisoned or nothing.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="seeds">URLs to start from.</param>
    /// <param name="delayMs">The crawl's delay.</param>
    public static ThresherProcess Start(string fault, TemporaryDirectory data, IEnumerable<string> seeds, int delayMs = 20)
    {
        string[] ports = [.. FreePort.Take(2).Select(port => port.ToString(CultureInfo.InvariantCulture))];
        return ThresherProcess.StartOther(
            "tests/BrokenCrawler", "Thresher.BrokenCrawler.dll", [fault, data.File("thresher.db"), "web", .. ports, delayMs.ToString(), .. seeds]);
    }

    /// <summary>Maps a page on the first host that no process survives which runs its extractor.</summary>
    /// <returns>The page's URL.</returns>
    public static string MapPoison(SyntheticWeb web)
    {
        web.Map(0, "/poison", context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<title>Poison</title>");
        });
        return $"{web.BaseAddress(0).AbsoluteUri}poison";
    }

    /// <summary>Maps that page, and writes a job with its extractor, which seeds it with all others.</summary>
    /// <returns>The job file, and the URL of the page.</returns>
    public static (string Job, string Poison) Poison(SyntheticWeb web, TemporaryDirectory folder)
    {
        var poison = MapPoison(web);
        var job = folder.File("job.json");
        File.WriteAllText(job, JsonSerializer.Serialize(new
        {
            seeds = web.Seeds.Select(seed => seed.AbsoluteUri).Prepend(poison),
            extractors = new[] { ThresherProcess.Built("tests/BrokenCrawler", "Thresher.BrokenCrawler.dll") },
        }));
        return (job, poison);
    }
}
