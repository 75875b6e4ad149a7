using System.Text;

namespace Thresher.Grains.Proxies;

/// <summary>Asks an HTTP proxy for a tunnel (RFC 9110 §9.3.6, RFC 9112 §3.2.3).</summary>
internal static class HttpTunnel
{
    private const int LongestHead = 16 * 1024;

    /// <summary>After it returns, what is written to the stream reaches the host.</summary>
    /// <param name="stream">The connection to the proxy.</param>
    /// <param name="host">The host; IPv6 without brackets.</param>
    /// <param name="port">Its port.</param>
    /// <param name="authorization">Value of Proxy-Authorization; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ProxyException">The proxy gives none.</exception>
    public static async Task OpenAsync(Stream stream, string host, int port, string? authorization, CancellationToken cancellationToken)
    {
        var authority = $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
        var credentials = authorization is null ? "" : $"Proxy-Authorization: {authorization}\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{credentials}\r\n"), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        string line;
        int status;
        do
        {
            line = await HeadAsync(stream, cancellationToken);
            status = StatusOf(line);
        }
        while (status is >= 100 and < 200);

        if (status is not (>= 200 and < 300))
        {
            throw Problem(status, line[9..].Trim());
        }
    }

    /// <summary>What a status in place of a way means.</summary>
    /// <param name="status">The status.</param>
    /// <param name="told">The status with its reason, for people.</param>
    public static ProxyException Problem(int status, string told) => status == 407
        ? ProxyException.Refused("it wants another name or password (407)")
        : ProxyException.Failed($"it answers {told}");

    /// <summary>Reads byte by byte up to the head's end: what follows is the host's.</summary>
    /// <returns>The status line.</returns>
    private static async Task<string> HeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        var lineEnds = 0;
        while (lineEnds < 2)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                throw ProxyException.Unreachable("it closes the connection without an answer");
            }

            lineEnds = one[0] == '\n' ? lineEnds + 1 : one[0] == '\r' ? lineEnds : 0;
            head.Append((char)one[0]);
            if (head.Length > LongestHead)
            {
                throw ProxyException.Unreachable("what answers there is no HTTP proxy");
            }

            if (head.Length == 5 && !head.Equals("HTTP/"))
            {
                throw ProxyException.Unreachable("what answers there is no HTTP proxy");
            }
        }

        var text = head.ToString();
        return text[..text.IndexOf('\n', StringComparison.Ordinal)].TrimEnd('\r');
    }

    private static int StatusOf(string line) =>
        line.Length >= 12 && line[8] == ' ' && int.TryParse(line.AsSpan(9, 3), out var status) ? status : throw ProxyException.Unreachable("what answers there is no HTTP proxy");
}
