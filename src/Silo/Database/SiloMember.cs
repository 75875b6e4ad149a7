using System.Net;

namespace Thresher.Silo.Database;

/// <summary>A silo that the membership table takes for active.</summary>
/// <param name="Address">IP address that it advertises.</param>
/// <param name="Port">Port for other silos.</param>
/// <param name="Generation">Tells it from earlier silos at the same endpoint.</param>
/// <param name="Silence">How long ago it last had its ownership confirmed, by the database's clock.</param>
internal sealed record SiloMember(string Address, int Port, int Generation, TimeSpan Silence)
{
    /// <summary>Its name in the cluster.</summary>
    public SiloAddress Silo => SiloAddress.New(IPAddress.Parse(Address), Port, Generation);

    /// <inheritdoc/>
    public override string ToString() => $"{Address}:{Port}";
}
