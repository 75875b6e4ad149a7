using System.Net;

namespace Thresher.Tests.Unit.Grains.Resolving;

/// <summary>What a name server of the test's says.</summary>
/// <param name="Code">RCODE: 0 no error, 2 SERVFAIL, 3 NXDOMAIN.</param>
/// <param name="Address">The IPv4 address, if there is one.</param>
/// <param name="After">How long it takes.</param>
/// <param name="Lifetime">TTL in seconds.</param>
internal sealed record NameReply(byte Code, IPAddress? Address = null, TimeSpan After = default, byte Lifetime = 60)
{
    public static NameReply Loopback { get; } = new(0, IPAddress.Loopback);

    public static NameReply Missing { get; } = new(3);

    public static NameReply ServerFailure { get; } = new(2);

    public static NameReply Silent { get; } = new(0) { IsSilent = true };

    public bool IsSilent { get; init; }
}
