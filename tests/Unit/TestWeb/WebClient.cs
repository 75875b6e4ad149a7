using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Thresher.Tests.Unit.TestWeb;

/// <summary>Clients for looking at test servers: one that speaks HTTP and follows nothing, one that only reads bytes.</summary>
internal static class WebClient
{
    public static HttpClient Create(bool decompress = true) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        AutomaticDecompression = decompress ? DecompressionMethods.All : DecompressionMethods.None,
    });

    /// <summary>Sends a GET and reads until enough bytes have come or the server ends the connection.</summary>
    /// <returns>What was read, and whether the connection was reset.</returns>
    public static async Task<(string Text, bool Reset)> ReadRawAsync(Uri url, int enough, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nUser-Agent: raw\r\n\r\n"), cancellation);
        var text = new StringBuilder();
        var buffer = new byte[32 * 1024];
        try
        {
            while (text.Length < enough && await stream.ReadAsync(buffer, cancellation) is > 0 and var read)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            return (text.ToString(), true);
        }

        return (text.ToString(), false);
    }
}
