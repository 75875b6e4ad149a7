using Thresher.Web.Blocks;

namespace Thresher.Jobs;

/// <summary>Bounds of one fetch.</summary>
/// <param name="Connect">To resolve the name, connect and agree on TLS, when no open connection is at hand.</param>
/// <param name="FirstByte">From the connection to the end of the response's headers.</param>
/// <param name="Total">For the whole fetch; it also ends the other two.</param>
/// <param name="MaxBodyBytes">Decoded bytes after which the body is cut.</param>
/// <param name="AllowPrivate">Whether private, loopback and link-local addresses, and any port, may be connected to.</param>
public readonly record struct FetchLimits(
    TimeSpan Connect, TimeSpan FirstByte, TimeSpan Total, long MaxBodyBytes, bool AllowPrivate)
{
    /// <summary>Ports that may be asked besides <c>PortGuard.Default</c>; null for none.</summary>
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>Bytes a second below which a body in memory is given up; 0 for none.</summary>
    public long MinBytesPerSecond { get; init; }

    /// <summary>Whether a body that cannot be decoded is taken as the bytes that came, as of robots.txt, instead of failing the fetch.</summary>
    public bool TakesUndecodable { get; init; }

    /// <summary>By what a block in place of a page is known; null where nobody asks.</summary>
    public BlockMarks? Blocks { get; init; }

    /// <summary>Whether the heads of request and response are kept with what was fetched.</summary>
    public bool KeepHeads { get; init; }
}
