using System.Net;
using System.Net.Sockets;
using Thresher.Grains.Resolving;

namespace Thresher.Grains.Fetching;

/// <summary>The silo's resolver and the operating system's sockets.</summary>
/// <param name="names">The resolver.</param>
/// <param name="unacknowledged">
/// How long what was sent may go unacknowledged before the connection is given up (RFC 5482); null for as long as the
/// system likes, which is a quarter of an hour. In a cluster the system must not deliver a request of this silo late,
/// after a cut of the network, to a host that another silo serves by then. Heeded on Linux.
/// </param>
internal sealed class SystemNetwork(NameResolver names, TimeSpan? unacknowledged = null) : INetwork
{
    /// <summary>Levels and names of Linux' socket options.</summary>
    private const int Tcp = 6;
    private const int UserTimeout = 18;

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => names.ResolveAsync(host, cancellationToken);

    public async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            if (unacknowledged is { } limit && OperatingSystem.IsLinux())
            {
                // After connecting, which has a limit of its own.
                socket.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes((int)limit.TotalMilliseconds));
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
