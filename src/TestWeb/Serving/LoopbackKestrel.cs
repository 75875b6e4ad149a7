using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Thresher.TestWeb.Serving;

/// <summary>Kestrel alone, without host, routing or logging, on every loopback address, every address of RFC 2544's block, and no other.</summary>
internal sealed class LoopbackKestrel : IAsyncDisposable
{
    private static readonly IPNetwork Benchmark = new(new IPAddress([198, 18, 0, 0]), 15);

    private readonly Socket _socket;
    private readonly KestrelServer _server;

    /// <summary>Takes a port; nothing is answered before <see cref="StartAsync"/>.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public LoopbackKestrel(int port)
    {
        // Bound by ourselves, because the pages need to know the port before the first request.
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(new IPEndPoint(IPAddress.Any, port));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        var endPoint = (IPEndPoint)_socket.LocalEndPoint!;
        Port = endPoint.Port;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(RefuseOtherAddresses);
        });
        var transport = new SocketTransportOptions { CreateBoundListenSocket = _ => _socket };
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    public int Port { get; }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellation)
        where TContext : notnull => _server.StartAsync(application, cancellation);

    public async ValueTask DisposeAsync()
    {
        // Connections still open are cut at once: a test that ends does not wait for its crawler.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        _socket.Dispose();
    }

    /// <summary>Blocks cannot be bound as a whole, so all addresses are, and others than these refused.</summary>
    private static ConnectionDelegate RefuseOtherAddresses(ConnectionDelegate next) => connection =>
        connection.LocalEndPoint is IPEndPoint local && (IPAddress.IsLoopback(local.Address) || Benchmark.Contains(local.Address)) ? next(connection) : Task.CompletedTask;
}
