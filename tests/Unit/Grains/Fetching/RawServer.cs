using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>A loopback server that hands each request's head to the test and sends what the test says, byte for byte.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Func<RawExchange, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _connections;

    private RawServer(Func<RawExchange, Task> answer, X509Certificate2? certificate)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Heads of the requests in the order of arrival.</summary>
    public ConcurrentQueue<string> Heads { get; } = new();

    public int Connections => Volatile.Read(ref _connections);

    public static RawServer Start(Func<RawExchange, Task> answer, X509Certificate2? certificate = null) => new(answer, certificate);

    /// <summary>Sends the same to every request and closes.</summary>
    public static RawServer Start(string response) => Start(exchange => exchange.SendAsync(response));

    /// <summary>Sends a head and a body to every request and closes, which is what ends the body.</summary>
    public static RawServer Start(string head, byte[] body) => Start(async exchange =>
    {
        await exchange.SendAsync($"HTTP/1.1 200 OK\r\n{head}Connection: close\r\n\r\n");
        await exchange.Stream.WriteAsync(body, exchange.Stopping);
    });

    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public string Url(string pathAndQuery = "/") => $"http://{EndPoint}{pathAndQuery}";

    /// <summary>Waits until so many requests have come.</summary>
    public Task RequestsAsync(int count) => Until.Async(() => Heads.Count >= count);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_serving);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        Interlocked.Increment(ref _connections);
        try
        {
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stopping.Token);
                stream = tls;
            }

            await using var own = stream;
            while (await ReadHeadAsync(stream) is { } head)
            {
                var exchange = new RawExchange(head, stream, client.Client, _stopping.Token);
                Heads.Enqueue(head);
                await _answer(exchange);
                if (!exchange.KeepOpen)
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client hung up, or the test is over.
        }
    }

    private async Task<string?> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stopping.Token) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head[^2] == '\r' && head[^3] == '\n')
            {
                return head.ToString();
            }
        }

        return null;
    }
}
