using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Grains.Proxies;
using Thresher.Grains.Resolving;

namespace Thresher.Grains.Fetching;

/// <summary>
/// The silo's HTTP connections: one handler for public addresses, and one, made when first wanted, for jobs that allow
/// private ones, so that the two never share a connection. HTTP/1.1 and HTTP/2 only, since QUIC would connect past the
/// address check. Requests with a client certificate have handlers of their own, so that no other request travels on a
/// connection that shows it; so have those that go by a proxy. Redirects, cookies and content coding are left to the caller or
/// refused.
/// </summary>
public sealed class HttpTransport : IDisposable
{
    private readonly Lazy<HttpMessageInvoker> _public;
    private readonly Lazy<HttpMessageInvoker> _any;
    private readonly Func<bool, X509Certificate2?, ProxyServer?, HttpMessageInvoker> _create;
    private readonly IDisposable? _names;
    private ConcurrentDictionary<(bool AllowPrivate, string? Certificate, ProxyServer? Proxy), Lazy<HttpMessageInvoker>>? _special;

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
        _create = (allowPrivate, certificate, proxy) =>
        {
            var connector = new GuardedConnector(allowPrivate, policy, network, ownership);
            return proxy is null
                ? Create(connector, connector.ConnectAsync, trust, certificate)
                : Create(connector, new ProxiedConnector(proxy, connector, new GuardedConnector(allowPrivate: true, policy, network), trust).ConnectAsync, trust, certificate);
        };
        _public = new(() => _create(false, null, null));
        _any = new(() => _create(true, null, null));
    }

    /// <summary>Sends one request and returns when the headers are there.</summary>
    /// <param name="request">The request; it brings its clock as <see cref="GuardedConnector.Clock"/>.</param>
    /// <param name="allowPrivate">Whether addresses outside the public Internet may be connected to.</param>
    /// <param name="certificate">What TLS shows the server; null for nothing.</param>
    /// <param name="proxy">What carries it; null for nothing.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    internal Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, bool allowPrivate, X509Certificate2? certificate, ProxyServer? proxy, CancellationToken cancellationToken) =>
        (certificate is null && proxy is null ? allowPrivate ? _any : _public : Special(allowPrivate, certificate, proxy)).Value.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var invoker in _special?.Values.Concat([_public, _any]) ?? [_public, _any])
        {
            if (invoker.IsValueCreated)
            {
                invoker.Value.Dispose();
            }
        }

        _names?.Dispose();
    }

    /// <summary>There are as many as jobs name certificates and proxies.</summary>
    private Lazy<HttpMessageInvoker> Special(bool allowPrivate, X509Certificate2? certificate, ProxyServer? proxy)
    {
        var special = LazyInitializer.EnsureInitialized(ref _special, () => new());
        return special.GetOrAdd((allowPrivate, certificate?.Thumbprint, proxy), _ => new(() => _create(allowPrivate, certificate, proxy)));
    }

    private static HttpMessageInvoker Create(
        GuardedConnector connector, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect, RemoteCertificateValidationCallback? trust, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = int.MaxValue,
            MaxResponseHeadersLength = GuardedConnector.MaxHeadKib,

            // Validators go back as the bytes that came.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,

            // A location's bytes are read by us: the handler guesses their encoding, and does not tell.
            ResponseHeaderEncodingSelector = static (name, _) => name.Equals("Location", StringComparison.OrdinalIgnoreCase) ? Encoding.Latin1 : null,
            MaxResponseDrainSize = 64 * 1024,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = connect,
            PlaintextStreamFilter = connector.ConnectedAsync,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust, ClientCertificates = certificate is null ? null : [certificate] },
        };
        return new HttpMessageInvoker(handler);
    }
}
