using System.Net.Sockets;
using System.Security.Authentication;
using Thresher.Grains.Contracts;
using Thresher.Grains.Proxies;
using Thresher.Jobs.Outcomes;
using Thresher.Web.Streams;

namespace Thresher.Grains.Fetching;

/// <summary>Turns what the HTTP stack throws into an outcome, in one place.</summary>
internal static class FetchFailure
{
    /// <returns>Null for what is not a failure of the fetch but a fault of ours.</returns>
    public static FetchOutcome? Classify(Exception failure, FetchClock clock)
    {
        // Whatever a fetch dies of once its time is up, it died of that.
        var isEnding = failure is OperationCanceledException or IOException or HttpRequestException or SocketException or ObjectDisposedException;
        return (isEnding && clock.IsCancelled) || (failure as NotOwnerException ?? failure.InnerException) is NotOwnerException ? FetchOutcome.Cancelled
            : isEnding && clock.IsOver ? clock.Overrun
            : Of(failure, clock);
    }

    private static FetchOutcome? Of(Exception failure, FetchClock clock) => failure switch
    {
        HttpRequestException request => OfRequest(request, clock),
        ExpansionBombException => FetchOutcome.ExpansionBomb,
        PrivateAddressException => FetchOutcome.PrivateAddress,
        ProxyException proxy => proxy.Outcome,
        AuthenticationException => FetchOutcome.TlsFailure,
        InvalidDataException => FetchOutcome.BadEncoding,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => Lost(clock),
        HttpIOException => FetchOutcome.ProtocolError,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => FetchOutcome.DnsNameNotFound,
        SocketException { SocketErrorCode: SocketError.TryAgain } => FetchOutcome.DnsFailure,
        SocketException => FetchOutcome.ConnectFailure,
        IOException => Lost(clock),

        // A host that the URL standard takes and DNS cannot hold.
        UriFormatException => FetchOutcome.DnsNameNotFound,
        ArgumentException or FormatException => FetchOutcome.ProtocolError,
        _ => null,
    };

    private static FetchOutcome OfRequest(HttpRequestException failure, FetchClock clock)
    {
        // An address that does not answer is a bare SocketException; one inside an IOException broke an open connection.
        if (failure.InnerException is PrivateAddressException or ProxyException or SocketException && Of(failure.InnerException, clock) is { } told)
        {
            return told;
        }

        return failure.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => FetchOutcome.DnsFailure,
            HttpRequestError.ConnectionError => FetchOutcome.ConnectFailure,
            HttpRequestError.SecureConnectionError => FetchOutcome.TlsFailure,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded
                or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError
                or HttpRequestError.ExtendedConnectNotSupported => FetchOutcome.ProtocolError,
            _ => Lost(clock),
        };
    }

    /// <summary>The connection ended: in the body, or before there was an answer.</summary>
    private static FetchOutcome Lost(FetchClock clock) => clock.HasHeaders ? FetchOutcome.BodyIncomplete : FetchOutcome.NoResponse;
}
