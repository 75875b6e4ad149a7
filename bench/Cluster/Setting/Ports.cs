using System.Net;
using System.Net.Sockets;

namespace Thresher.Bench.Cluster.Setting;

/// <summary>Ports of the loopback address that nobody has.</summary>
internal static class Ports
{
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
