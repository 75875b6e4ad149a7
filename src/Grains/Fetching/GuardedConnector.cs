using System.Net;
using System.Net.Sockets;
using Thresher.Grains.Ownership;

namespace Thresher.Grains.Fetching;

/// <summary>
/// Connects for the HTTP handler: resolves once, drops refused addresses, and connects to one of those very addresses,
/// so that a name which resolves differently a moment later (DNS rebinding) gains nothing.
/// </summary>
internal sealed class GuardedConnector(bool allowPrivate, ConnectionPolicy policy, INetwork network, OwnershipClock? ownership = null)
{
    /// <summary>A request's option: its clock, which bounds connecting and is told of it.</summary>
    public static readonly HttpRequestOptionsKey<FetchClock> Clock = new("thresher.clock");

    /// <summary>The handler's limit of a response's head, KiB.</summary>
    public const int MaxHeadKib = 64;

    private static readonly IPAddress[] Loopback = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    /// <summary>The handler's <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="PrivateAddressException">Every address of the host is refused.</exception>
    /// <exception cref="SocketException">The name does not resolve, or none of its addresses answers.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var clock = ClockOf(context.InitialRequestMessage);
        clock.Connecting();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        return await DialAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, clock, ended.Token);
    }

    /// <summary>A connection to one of the host's addresses that are not refused.</summary>
    /// <exception cref="PrivateAddressException">Every address of the host is refused.</exception>
    /// <exception cref="SocketException">The name does not resolve, or none of its addresses answers.</exception>
    internal async Task<Stream> DialAsync(string host, int port, FetchClock clock, CancellationToken cancellationToken)
    {
        var addresses = Array.FindAll(await AddressesAsync(host, cancellationToken), Permits);
        return addresses.Length == 0
            ? throw new PrivateAddressException(host)
            : await FirstThatAnswersAsync(addresses, port, clock, cancellationToken);
    }

    /// <summary>The handler's <see cref="SocketsHttpHandler.PlaintextStreamFilter"/>: called when TLS is agreed on too.</summary>
    public ValueTask<Stream> ConnectedAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        ClockOf(context.InitialRequestMessage).Connected();
        var stream = ownership is null ? context.PlaintextStream : new OwnedStream(context.PlaintextStream, ownership);
        return ValueTask.FromResult(context.NegotiatedHttpVersion.Major == 1 ? new LenientStream(stream, MaxHeadKib * 1024) : stream);
    }

    /// <summary>A request's clock.</summary>
    internal static FetchClock ClockOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Clock, out var clock) ? clock : throw new InvalidOperationException("A request came without its clock.");

    /// <summary>Whether an address may be connected to.</summary>
    internal bool Permits(IPAddress address) => policy.Permits(address, allowPrivate);

    /// <summary>Whether no address is refused, whatever it is.</summary>
    internal bool PermitsAll => allowPrivate && policy.Denied.Count == 0;

    /// <summary>The addresses of a host, refused ones included.</summary>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    internal async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
        {
            return [literal];
        }

        if (AddressGuard.IsLoopbackName(host))
        {
            // RFC 6761 §6.3: these are the loopback addresses, and a resolver that says otherwise is not to be asked.
            return Loopback;
        }

        var addresses = await network.ResolveAsync(host, cancellationToken);
        return addresses.Length == 0 ? throw new SocketException((int)SocketError.NoData) : addresses;
    }

    /// <summary>Tries one address after the other, each with a fair share of the time that is left.</summary>
    private async Task<Stream> FirstThatAnswersAsync(
        IPAddress[] addresses, int port, FetchClock clock, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var isLast = i == addresses.Length - 1;
            using var share = new CancellationTokenSource(
                isLast ? Timeout.InfiniteTimeSpan : clock.ConnectLeft / (addresses.Length - i), clock.Time);
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, share.Token);
            try
            {
                return await network.ConnectAsync(new IPEndPoint(addresses[i], port), attempt.Token);
            }
            catch (Exception failure) when (!isLast && !cancellationToken.IsCancellationRequested
                && failure is SocketException or OperationCanceledException)
            {
                // The next address may answer.
            }
        }
    }
}
