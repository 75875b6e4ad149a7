using System.Globalization;
using Thresher.TestWeb;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>Starts the crawler that is broken on purpose.</summary>
public static class BrokenCrawler
{
    /// <summary>Starts it on the crawl "web" of a data directory.</summary>
    /// <param name="fault">What is broken: done-before-store, no-fencing, delay-only-in-memory, poison or nothing.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="seeds">URLs to start from.</param>
    /// <param name="delayMs">The crawl's delay.</param>
    public static ThresherProcess Start(string fault, TemporaryDirectory data, IEnumerable<string> seeds, int delayMs = 20)
    {
        string[] ports = [.. FreePort.Take(2).Select(port => port.ToString(CultureInfo.InvariantCulture))];
        return ThresherProcess.StartOther(
            "tests/BrokenCrawler", "Thresher.BrokenCrawler.dll", [fault, data.File("thresher.db"), "web", .. ports, delayMs.ToString(), .. seeds]);
    }
}
