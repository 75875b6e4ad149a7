using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Hostile;

/// <summary>A server on a raw socket that breaks HTTP on purpose, one way per path. Its root links to all of them.</summary>
public sealed class HostileServer : IAsyncDisposable
{
    private const int MaxRequestBytes = 64 * 1024;

    private readonly TcpListener _listener;
    private readonly HostileScript _script;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<long, Task> _connections = new();
    private readonly Task _accepting;

    private HostileServer(TcpListener listener, TimeSpan interval)
    {
        _listener = listener;
        _script = new HostileScript(interval);
        BaseAddress = new Uri($"http://{listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    /// <summary>The root: a proper page that links to every behaviour.</summary>
    public Uri BaseAddress { get; }

    /// <summary>What was asked for. An entry ends when the behaviour does; its status is the one sent first.</summary>
    public RequestLedger Ledger { get; } = new();

    /// <summary>Listens until disposed of.</summary>
    /// <param name="address">A loopback address; 127.0.0.1 if null.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="interval">Pause between drips; 50 ms if null.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static HostileServer Start(IPAddress? address = null, int port = 0, TimeSpan? interval = null)
    {
        var listener = new TcpListener(address ?? IPAddress.Loopback, port);
        listener.Start();
        return new HostileServer(listener, interval ?? TimeSpan.FromMilliseconds(50));
    }

    /// <summary>The address at which a behaviour shows.</summary>
    public Uri UrlOf(HostileBehaviour behaviour) => new(BaseAddress, HostileScript.PathOf(behaviour));

    /// <summary>Cuts all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_connections.Values);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var number = 0L; ; number++)
            {
                var connection = number;
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                var serving = ServeAsync(socket, connection);
                // Put in before the continuation is attached that takes it out.
                _connections[connection] = serving;
                _ = serving.ContinueWith(_ => _connections.TryRemove(connection, out Task? _), TaskScheduler.Default);
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket socket, long connection)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var sequence = -1L;
        var status = 0;
        try
        {
            if (await ReadHeadAsync(stream) is not { } head)
            {
                return;
            }

            var target = head.Split(' ', 3) is [_, var path, ..] ? path : "/";
            sequence = Ledger.Begin(Field(head, "Host") ?? "", target, Field(head, "User-Agent"), $"hostile-{connection}");
            await _script.PlayAsync(target, socket, stream, code => status = code, _stopping.Token);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client hung up, or the server is disposed of.
        }
        finally
        {
            if (sequence >= 0)
            {
                Ledger.End(sequence, status);
            }
        }
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var buffer = new byte[MaxRequestBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), _stopping.Token);
            if (read == 0)
            {
                return null;
            }

            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return Encoding.Latin1.GetString(buffer, 0, end);
            }
        }

        return null;
    }

    private static string? Field(string head, string name) => head.Split("\r\n")
        .Where(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
