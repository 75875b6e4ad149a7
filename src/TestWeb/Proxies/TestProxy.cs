using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Thresher.TestWeb.Proxies;

/// <summary>A proxy on loopback that leads every host to loopback, and keeps what it was asked for.</summary>
public abstract class TestProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, Task> _clients = new();
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting = Task.CompletedTask;

    /// <summary>Its port.</summary>
    public int Port { get; private set; }

    /// <summary>What it carried, <c>host:port</c> of a tunnel or the URL that it forwarded, in order.</summary>
    public ConcurrentQueue<string> Carried { get; } = new();

    /// <summary>Requests without the right name and password.</summary>
    public int Refused => _refused;

    private int _refused;

    /// <summary>Where a host's port leads; its own port on loopback unless set.</summary>
    public Func<string, int, int>? PortOf { get; set; }

    /// <summary>Begins to answer.</summary>
    public void Start()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Dies as a process does: nothing listens there any more, and its connections break. <see cref="Start"/> begins anew at the same port.</summary>
    public async Task StopAsync()
    {
        _listener.Stop();
        foreach (var client in _clients.Keys)
        {
            client.Dispose();
        }

        await _accepting;
        await Task.WhenAll(_clients.Values);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await StopAsync();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Serves one connection.</summary>
    protected abstract Task ServeAsync(Stream client, CancellationToken cancellationToken);

    /// <summary>Counts a request without the right name and password.</summary>
    protected void Refuse() => Interlocked.Increment(ref _refused);

    /// <summary>A connection to a host.</summary>
    protected async Task<NetworkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, PortOf?.Invoke(host, port) ?? port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Hands bytes on in both directions until either side ends.</summary>
    protected static async Task RelayAsync(Stream one, Stream other, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (there, back) = (one.CopyToAsync(other, ended.Token), other.CopyToAsync(one, ended.Token));
        await Task.WhenAny(there, back);
        await ended.CancelAsync();
        await Task.WhenAll(there, back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Reads a head, up to its empty line.</summary>
    /// <returns>Its lines; null when the client is gone.</returns>
    protected static async Task<string[]?> HeadAsync(Stream client, CancellationToken cancellationToken)
    {
        var head = new System.Text.StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await client.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                _clients[client] = ClientAsync(client);
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It stops.
        }
    }

    private async Task ClientAsync(TcpClient client)
    {
        await Task.Yield();
        try
        {
            await ServeAsync(client.GetStream(), _stop.Token);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two sides is gone.
        }
        finally
        {
            client.Dispose();
            _clients.TryRemove(client, out _);
        }
    }
}
