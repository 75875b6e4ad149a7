using System.Net;
using System.Net.Sockets;

namespace Thresher.TestWeb;

/// <summary>Finds free ports.</summary>
public static class FreePort
{
    /// <summary>So many different ones of the loopback address; they may be taken by others as soon as this returns.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
