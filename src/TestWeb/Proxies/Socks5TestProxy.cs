using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Thresher.TestWeb.Proxies;

/// <summary>A SOCKS 5 proxy (RFC 1928), with name and password (RFC 1929).</summary>
/// <param name="credentials"><c>name:password</c>; null to let everybody in.</param>
public sealed class Socks5TestProxy(string? credentials = null) : TestProxy
{
    /// <summary>The code that it answers a request for a connection with; 0 to give one.</summary>
    public byte Reply { get; set; }

    /// <inheritdoc/>
    protected override async Task ServeAsync(Stream client, CancellationToken cancellationToken)
    {
        var greeting = await ReadAsync(client, 2, cancellationToken);
        var methods = await ReadAsync(client, greeting[1], cancellationToken);
        var method = (byte)(credentials is null ? 0 : 2);
        if (!methods.Contains(method))
        {
            Refuse();
            await client.WriteAsync((byte[])[5, 0xFF], cancellationToken);
            return;
        }

        await client.WriteAsync((byte[])[5, method], cancellationToken);
        if (credentials is not null)
        {
            var name = await TextAsync(client, (await ReadAsync(client, 2, cancellationToken))[1], cancellationToken);
            var password = await TextAsync(client, (await ReadAsync(client, 1, cancellationToken))[0], cancellationToken);
            var isRight = $"{name}:{password}" == credentials;
            if (!isRight)
            {
                Refuse();
            }

            await client.WriteAsync((byte[])[1, (byte)(isRight ? 0 : 1)], cancellationToken);
            if (!isRight)
            {
                return;
            }
        }

        var request = await ReadAsync(client, 4, cancellationToken);
        var host = request[3] switch
        {
            1 => new IPAddress(await ReadAsync(client, 4, cancellationToken)).ToString(),
            4 => new IPAddress(await ReadAsync(client, 16, cancellationToken)).ToString(),
            _ => await TextAsync(client, (await ReadAsync(client, 1, cancellationToken))[0], cancellationToken),
        };
        var port = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(client, 2, cancellationToken));
        if (Reply != 0)
        {
            await client.WriteAsync((byte[])[5, Reply, 0, 1, 0, 0, 0, 0, 0, 0], cancellationToken);
            return;
        }

        Carried.Enqueue($"{host}:{port}");
        await using var tunnel = await ConnectAsync(host, port, cancellationToken);
        await client.WriteAsync((byte[])[5, 0, 0, 1, 127, 0, 0, 1, 0, 0], cancellationToken);
        await RelayAsync(client, tunnel, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var read = new byte[length];
        await stream.ReadExactlyAsync(read, cancellationToken);
        return read;
    }

    private static async Task<string> TextAsync(Stream stream, int length, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await ReadAsync(stream, length, cancellationToken));
}
