using System.Net;

namespace Thresher.Grains.Fetching;

/// <summary>What no job of this silo may connect to, whatever the job allows.</summary>
public sealed record ConnectionPolicy
{
    /// <summary>
    /// Networks that are refused besides those of <see cref="AddressGuard"/>: the operator's own machines, where they
    /// have public addresses. IPv4 networks also refuse the IPv6 forms that embed their addresses. Default: none.
    /// </summary>
    public IReadOnlyList<IPNetwork> Denied { get; init; } = [];

    /// <summary>Whether the address may be connected to.</summary>
    /// <param name="address">The very address that is to be connected to.</param>
    /// <param name="allowPrivate">Whether addresses that are not of the public Internet are let pass.</param>
    public bool Permits(IPAddress address, bool allowPrivate)
    {
        var unwrapped = AddressGuard.Unwrap(address);
        foreach (var network in Denied)
        {
            if (network.Contains(address) || network.Contains(unwrapped))
            {
                return false;
            }
        }

        return allowPrivate || AddressGuard.IsPublic(unwrapped);
    }
}
