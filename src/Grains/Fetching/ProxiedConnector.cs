using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Thresher.Grains.Proxies;
using Thresher.Jobs.Http;

namespace Thresher.Grains.Fetching;

/// <summary>
/// Connects for the HTTP handler by a proxy. The host is judged before the proxy hears of it: one of whose addresses is refused is not
/// asked for, since the proxy may choose that very address. The proxy itself may have any address that the silo's operator does not deny.
/// </summary>
/// <param name="proxy">The proxy.</param>
/// <param name="hosts">Judges hosts.</param>
/// <param name="dialler">Connects to the proxy.</param>
/// <param name="trust">An opinion on the proxy's certificate; null for the machine's.</param>
internal sealed class ProxiedConnector(ProxyServer proxy, GuardedConnector hosts, GuardedConnector dialler, RemoteCertificateValidationCallback? trust)
{
    /// <summary>The handler's <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="PrivateAddressException">An address of the host is refused.</exception>
    /// <exception cref="SocketException">The host's name does not resolve.</exception>
    /// <exception cref="ProxyException">The proxy gives no way.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var clock = GuardedConnector.ClockOf(context.InitialRequestMessage);
        clock.Connecting();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var address = await JudgeAsync(host, ended.Token);
        context.InitialRequestMessage.Options.TryGetValue(ProxyTry.Option, out var attempt);
        var stream = await DialAsync(clock, ended.Token);
        attempt?.IsDialled = true;
        try
        {
            if (proxy.Forwards(context.InitialRequestMessage.RequestUri!.Scheme))
            {
                return new ForwardedStream(stream, $"http://{Authority(host, port)}", proxy.Authorization);
            }

            await (proxy.IsHttp
                ? HttpTunnel.OpenAsync(stream, host, port, proxy.Authorization, ended.Token)
                : Socks5.OpenAsync(stream, host, address, port, proxy.User, proxy.Password, ended.Token));
            return stream;
        }
        catch (IOException lost) when (lost is not ProxyException)
        {
            await stream.DisposeAsync();
            throw ProxyException.Unreachable("it breaks the connection off");
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Refuses a host that may not be asked.</summary>
    /// <returns>The address to tell the proxy; null where it is told the name.</returns>
    private async Task<IPAddress?> JudgeAsync(string host, CancellationToken cancellationToken)
    {
        if (proxy.Resolves && hosts.PermitsAll)
        {
            return null;
        }

        var addresses = await hosts.AddressesAsync(host, cancellationToken);
        if (proxy.Resolves)
        {
            return Array.TrueForAll(addresses, hosts.Permits) ? null : throw new PrivateAddressException(host);
        }

        // Every proxy reaches IPv4.
        var permitted = Array.FindAll(addresses, hosts.Permits);
        return Array.Find(permitted, address => address.AddressFamily == AddressFamily.InterNetwork) ?? permitted.FirstOrDefault() ?? throw new PrivateAddressException(host);
    }

    private async Task<Stream> DialAsync(FetchClock clock, CancellationToken cancellationToken)
    {
        var (scheme, host, port, _, _) = proxy.Address;
        Stream? stream = null;
        try
        {
            stream = await dialler.DialAsync(host, port, clock, cancellationToken);
            if (scheme != ProxyScheme.Https)
            {
                return stream;
            }

            var secure = new SslStream(stream);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = trust }, cancellationToken);
            return secure;
        }
        catch (Exception failure) when (Problem(failure) is { } cause)
        {
            stream?.Dispose();
            throw ProxyException.Unreachable(cause);
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }

    private static string? Problem(Exception failure) => failure switch
    {
        PrivateAddressException => "its address is one that this silo's operator denies",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => "there is no host of that name",
        SocketException { SocketErrorCode: SocketError.TryAgain } => "no name server gives an answer about its name",
        SocketException => "nothing accepts connections there",
        AuthenticationException => "its certificate is not valid, or it does not speak TLS",
        IOException => "it breaks the connection off",
        _ => null,
    };

    private static string Authority(string host, int port)
    {
        var name = host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;
        return port == 80 ? name : $"{name}:{port}";
    }
}
