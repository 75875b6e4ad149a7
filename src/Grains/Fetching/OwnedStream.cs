using Thresher.Grains.Contracts;
using Thresher.Grains.Ownership;
using Thresher.Grains.Proxies;

namespace Thresher.Grains.Fetching;

/// <summary>
/// A connection that sends nothing once the silo has lost the right to: a request may have been on its way to the wire
/// when the process was frozen, and its domain may be another's when it goes on.
/// </summary>
internal sealed class OwnedStream(Stream inner, OwnershipClock ownership) : ConnectionStream(inner)
{
    public override void Write(ReadOnlySpan<byte> buffer) => Permitted().Write(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Permitted().WriteAsync(buffer, cancellationToken);

    private Stream Permitted() => ownership.Holds ? Inner : throw new NotOwnerException();
}
