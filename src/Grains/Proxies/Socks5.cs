using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Thresher.Grains.Proxies;

/// <summary>Asks a SOCKS 5 proxy for a connection (RFC 1928), with name and password where it wants them (RFC 1929).</summary>
internal static class Socks5
{
    private const byte Version = 5;
    private const byte WithoutCredentials = 0;
    private const byte NameAndPassword = 2;
    private const byte Connect = 1;

    private static readonly string[] Replies =
    [
        "", "it fails", "its rules do not allow the host", "it does not reach the host's network", "it does not reach the host",
        "the host refuses its connection", "the host does not answer it in time", "it does not know CONNECT", "it does not know such addresses",
    ];

    /// <summary>After it returns, what is written to the stream reaches the host.</summary>
    /// <param name="stream">The connection to the proxy.</param>
    /// <param name="host">The host's name, which the proxy resolves; ignored where there is an address.</param>
    /// <param name="address">The host's address; null to have the proxy resolve its name.</param>
    /// <param name="port">Its port.</param>
    /// <param name="user">Name; null for none.</param>
    /// <param name="password">Password.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ProxyException">The proxy gives none.</exception>
    public static async Task OpenAsync(Stream stream, string host, IPAddress? address, int port, string? user, string? password, CancellationToken cancellationToken)
    {
        byte[] greeting = user is null ? [Version, 1, WithoutCredentials] : [Version, 2, WithoutCredentials, NameAndPassword];
        await stream.WriteAsync(greeting, cancellationToken);
        var chosen = await ReadAsync(stream, 2, cancellationToken);
        if (chosen[0] != Version)
        {
            throw ProxyException.Unreachable("what answers there is no SOCKS 5 proxy");
        }

        switch (chosen[1])
        {
            case WithoutCredentials:
                break;
            case NameAndPassword when user is not null:
                await AuthenticateAsync(stream, user, password ?? "", cancellationToken);
                break;
            default:
                throw ProxyException.Refused(user is null ? "it wants a name and a password, and the job gives none" : "it takes no name and password");
        }

        await stream.WriteAsync(Request(host, address, port), cancellationToken);
        var reply = await ReadAsync(stream, 4, cancellationToken);
        if (reply[0] != Version)
        {
            throw ProxyException.Unreachable("what answers there is no SOCKS 5 proxy");
        }

        if (reply[1] != 0)
        {
            throw ProxyException.Failed(reply[1] < Replies.Length ? Replies[reply[1]] : $"it answers with the code {reply[1]}");
        }

        // The address that it uses itself, which nobody needs.
        var length = reply[3] switch
        {
            1 => 4,
            4 => 16,
            3 => (await ReadAsync(stream, 1, cancellationToken))[0],
            _ => throw ProxyException.Unreachable("what answers there is no SOCKS 5 proxy"),
        };
        await ReadAsync(stream, length + 2, cancellationToken);
    }

    private static async Task AuthenticateAsync(Stream stream, string user, string password, CancellationToken cancellationToken)
    {
        var (name, secret) = (Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(password));
        if (name.Length is 0 or > 255 || secret.Length > 255)
        {
            throw ProxyException.Refused("name and password may have 255 bytes each");
        }

        await stream.WriteAsync((byte[])[1, (byte)name.Length, .. name, (byte)secret.Length, .. secret], cancellationToken);
        if ((await ReadAsync(stream, 2, cancellationToken))[1] != 0)
        {
            throw ProxyException.Refused("it wants another name or password");
        }
    }

    private static byte[] Request(string host, IPAddress? address, int port)
    {
        if (address is null && IPAddress.TryParse(host.Trim('[', ']'), out var literal))
        {
            address = literal;
        }

        var name = Encoding.ASCII.GetBytes(host);
        var portBytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(portBytes, (ushort)port);
        return address is null
            ? [Version, Connect, 0, 3, (byte)name.Length, .. name, .. portBytes]
            : [Version, Connect, 0, (byte)(address.AddressFamily == AddressFamily.InterNetwork ? 1 : 4), .. address.GetAddressBytes(), .. portBytes];
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var read = new byte[length];
        try
        {
            await stream.ReadExactlyAsync(read, cancellationToken);
            return read;
        }
        catch (EndOfStreamException)
        {
            throw ProxyException.Unreachable("it closes the connection without an answer");
        }
    }
}
