using System.Net;
using System.Net.Sockets;

namespace Thresher.Grains.Fetching;

/// <summary>
/// Which addresses are of the public Internet: all that the IANA special-purpose registries (RFC 6890) mark as globally
/// reachable, and of IPv6 only the global unicast block 2000::/3 (RFC 4291 §2.4). Addresses that embed an IPv4 address
/// (IPv4-mapped, NAT64) are judged by that one.
/// </summary>
public static class AddressGuard
{
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork[] Refused4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    private static readonly IPNetwork[] Refused6 = Networks(
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    /// <summary>Whether the address is one of the public Internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        address = Unwrap(address);
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Contains(Refused4, address),
            AddressFamily.InterNetworkV6 => GlobalUnicast.Contains(address) && !Contains(Refused6, address),
            _ => false,
        };
    }

    /// <summary>Whether a host is, by its name alone, no public one: an address that is not public, or a loopback name (RFC 6761 §6.3).</summary>
    internal static bool IsPrivateName(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? !IsPublic(literal) : IsLoopbackName(host);

    /// <summary>Whether it is <c>localhost</c> or a name below it.</summary>
    internal static bool IsLoopbackName(string host)
    {
        var name = host.AsSpan().TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The IPv4 address that a connection would end at (RFC 4291 §2.5.5.2, RFC 6052 §2.1), or the address itself.</summary>
    internal static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && Nat64.Contains(address)
            ? new IPAddress(address.GetAddressBytes().AsSpan(12))
            : address;
    }

    private static IPNetwork[] Networks(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);

    private static bool Contains(IPNetwork[] networks, IPAddress address) =>
        Array.Exists(networks, network => network.Contains(address));
}

/// <summary>A host resolves to private addresses only, and the job does not allow that.</summary>
internal sealed class PrivateAddressException(string host)
    : IOException($"{host} resolves to private addresses only");
