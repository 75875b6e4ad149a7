using System.Net;
using System.Net.Sockets;

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
        var (silo, gateway) = FreePorts();
        return ThresherProcess.StartOther(
            "tests/BrokenCrawler", "Thresher.BrokenCrawler.dll", [fault, data.File("thresher.db"), "web", silo, gateway, delayMs.ToString(), .. seeds]);
    }

    private static (string Silo, string Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (PortOf(silo), PortOf(gateway));
    }

    private static string PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
}
