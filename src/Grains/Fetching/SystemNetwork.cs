using System.Net;
using System.Net.Sockets;

namespace Thresher.Fetching;

/// <summary>The operating system's resolver and sockets.</summary>
internal sealed class SystemNetwork : INetwork
{
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (ArgumentException)
        {
            // A name longer than DNS takes (RFC 1035 §2.3.4), which the resolver is not even asked for.
            throw new SocketException((int)SocketError.HostNotFound);
        }
    }

    public async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
