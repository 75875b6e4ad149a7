using System.Net;
using System.Net.Security;
using System.Text;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Grains.Resolving;

namespace Thresher.Grains.Fetching;

/// <summary>
/// The silo's HTTP connections: one handler for public addresses, and one, made when first wanted, for jobs that allow
/// private ones, so that the two never share a connection. HTTP/1.1 and HTTP/2 only, since QUIC would connect past the
/// address check. Redirects, cookies, proxies and content coding are left to the caller or refused.
/// </summary>
public sealed class HttpTransport : IDisposable
{
    private readonly Lazy<HttpMessageInvoker> _public;
    private readonly Lazy<HttpMessageInvoker> _any;
    private readonly IDisposable? _names;

    /// <summary>Connections of this machine; none is made before the first request.</summary>
    /// <param name="policy">What no job may connect to; nothing beyond private addresses if null.</param>
    /// <param name="ownership">The right to send requests; always given if null.</param>
    /// <param name="options">Which name servers are asked; the machine's if null.</param>
    public HttpTransport(ConnectionPolicy? policy = null, OwnershipClock? ownership = null, ThresherOptions? options = null)
        : this(policy, ownership, new NameResolver(new MachineNames(options?.NameServers ?? [], TimeProvider.System), TimeProvider.System))
    {
    }

    /// <summary>Connections to where a resolver says; it is disposed of with them.</summary>
    internal HttpTransport(ConnectionPolicy? policy, OwnershipClock? ownership, NameResolver names)
        : this(policy ?? new ConnectionPolicy(), new SystemNetwork(names, ownership?.Trust), trust: null, ownership) => _names = names;

    /// <summary>For tests: another network, or another opinion on certificates.</summary>
    internal HttpTransport(ConnectionPolicy policy, INetwork network, RemoteCertificateValidationCallback? trust, OwnershipClock? ownership = null)
    {
        _public = new(() => Create(new GuardedConnector(allowPrivate: false, policy, network, ownership), trust));
        _any = new(() => Create(new GuardedConnector(allowPrivate: true, policy, network, ownership), trust));
    }

    /// <summary>Sends one request and returns when the headers are there.</summary>
    /// <param name="request">The request; it brings its clock as <see cref="GuardedConnector.Clock"/>.</param>
    /// <param name="allowPrivate">Whether addresses outside the public Internet may be connected to.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    internal Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, bool allowPrivate, CancellationToken cancellationToken) =>
        (allowPrivate ? _any : _public).Value.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var invoker in new[] { _public, _any })
        {
            if (invoker.IsValueCreated)
            {
                invoker.Value.Dispose();
            }
        }

        _names?.Dispose();
    }

    private static HttpMessageInvoker Create(GuardedConnector connector, RemoteCertificateValidationCallback? trust) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = int.MaxValue,
        MaxResponseHeadersLength = GuardedConnector.MaxHeadKib,

        // Validators go back as the bytes that came.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        MaxResponseDrainSize = 64 * 1024,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = null,
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = connector.ConnectAsync,
        PlaintextStreamFilter = connector.ConnectedAsync,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust },
    });
}
