using System.Net;
using System.Net.Sockets;

namespace Thresher.Grains.Resolving;

/// <summary>Whether this machine reaches IPv6 addresses: else their records are not even asked for.</summary>
internal static class Ipv6
{
    private static readonly Lazy<bool> Usable = new(HasRoute);

    /// <summary>As it was when first asked.</summary>
    public static bool IsUsable => Usable.Value;

    /// <summary>Sends nothing: connecting a datagram socket only consults the routing table.</summary>
    private static bool HasRoute()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return false;
        }

        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);

            // Of the block that addresses are assigned from (RFC 4291 §2.4).
            socket.Connect(new IPEndPoint(IPAddress.Parse("2000::1"), 53));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
