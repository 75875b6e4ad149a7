using System.Net;

namespace Thresher.Grains.Fetching;

/// <summary>What connecting needs of the machine, so that tests can answer for names and addresses they do not own.</summary>
internal interface INetwork
{
    /// <summary>The addresses of a name, in the order in which they should be tried.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name does not resolve.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);

    /// <summary>A TCP connection to exactly this address.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody answers there.</exception>
    Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken);
}
