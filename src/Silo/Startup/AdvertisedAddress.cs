using System.Net;
using System.Net.Sockets;
using Npgsql;
using Thresher.Grains.Configuration;

namespace Thresher.Silo.Startup;

/// <summary>Finds the address of this machine that others can reach: the one by which it reaches the database.</summary>
internal static class AdvertisedAddress
{
    /// <summary>Finds the address. Sends nothing: connecting a datagram socket only consults the routing table.</summary>
    /// <exception cref="SocketException">The database's name does not resolve, or there is no route to it.</exception>
    public static async Task<IPAddress> FindAsync(ClusterConnection cluster, CancellationToken cancellationToken)
    {
        var database = new NpgsqlConnectionStringBuilder(cluster.ConnectionString);
        var host = database.Host!.Split(',')[0];
        if (host.StartsWith('/'))
        {
            return IPAddress.Loopback;
        }

        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var target = addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        using var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(target, database.Port);
        return ((IPEndPoint)socket.LocalEndPoint!).Address;
    }
}
