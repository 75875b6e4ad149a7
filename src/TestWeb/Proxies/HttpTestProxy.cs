using System.Text;

namespace Thresher.TestWeb.Proxies;

/// <summary>An HTTP proxy: forwards requests in absolute form, one a connection, and gives tunnels by CONNECT.</summary>
/// <param name="credentials"><c>name:password</c>; null to let everybody in.</param>
public sealed class HttpTestProxy(string? credentials = null) : TestProxy
{
    /// <summary>A status in place of a way, such as <c>502 Bad Gateway</c>; null to give one.</summary>
    public string? Answer { get; set; }

    /// <inheritdoc/>
    protected override async Task ServeAsync(Stream client, CancellationToken cancellationToken)
    {
        if (await HeadAsync(client, cancellationToken) is not { } head)
        {
            return;
        }

        var wanted = credentials is null ? null : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}";
        if (wanted is not null && !head.Contains(wanted))
        {
            Refuse();
            await SayAsync(client, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", cancellationToken);
            return;
        }

        if (Answer is { } answer)
        {
            await SayAsync(client, answer, "Proxy-Status: test; error=destination_unavailable\r\n", cancellationToken);
            return;
        }

        var line = head[0].Split(' ');
        if (line[0] == "CONNECT")
        {
            Carried.Enqueue(line[1]);
            var colon = line[1].LastIndexOf(':');
            await using var tunnel = await ConnectAsync(line[1][..colon], int.Parse(line[1].AsSpan(colon + 1)), cancellationToken);
            await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken);
            await RelayAsync(client, tunnel, cancellationToken);
            return;
        }

        var url = new Uri(line[1]);
        Carried.Enqueue(line[1]);
        await using var host = await ConnectAsync(url.Host, url.Port, cancellationToken);
        var fields = head[1..].Where(field => !field.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !field.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
        var target = line[1][(line[1].IndexOf('/', "http://".Length))..];
        await host.WriteAsync(Encoding.Latin1.GetBytes($"{line[0]} {target} HTTP/1.1\r\n{string.Join("\r\n", fields)}\r\nConnection: close\r\n\r\n"), cancellationToken);
        await host.CopyToAsync(client, cancellationToken);
    }

    private static async Task SayAsync(Stream client, string status, string fields, CancellationToken cancellationToken) =>
        await client.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n{fields}Content-Length: 0\r\nConnection: close\r\n\r\n"), cancellationToken);
}
