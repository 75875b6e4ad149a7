using System.Collections.Frozen;
using System.Net.Sockets;
using System.Text;

namespace Thresher.TestWeb.Hostile;

/// <summary>The bytes of each behaviour.</summary>
internal sealed class HostileScript(TimeSpan interval)
{
    private const int FloodFields = 100_000;
    private const int FieldsPerWrite = 1_000;

    private static readonly FrozenDictionary<string, HostileBehaviour> ByPath =
        Enum.GetValues<HostileBehaviour>().ToFrozenDictionary(PathOf);

    private static readonly byte[] Fields = Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Range(0, FieldsPerWrite).Select(field => $"X-Flood-{field:D4}: {new string('f', 42)}\r\n")));

    private static readonly byte[] Letters = Encoding.ASCII.GetBytes(new string('x', 32 * 1024));

    private static readonly byte[] Chunk = [.. "8000\r\n"u8, .. Letters, .. "\r\n"u8];

    public static string PathOf(HostileBehaviour behaviour) =>
        "/" + string.Concat(behaviour.ToString().Select((letter, at) => char.IsUpper(letter) && at > 0 ? $"-{letter}" : $"{letter}")).ToLowerInvariant();

    public async Task PlayAsync(string target, Socket socket, NetworkStream stream, Action<int> status, CancellationToken stopping)
    {
        if (!ByPath.TryGetValue(target, out var behaviour))
        {
            status(target == "/" ? 200 : 404);
            await SendAsync(target == "/" ? Page("200 OK", Index()) : Page("404 Not Found", "Not here"));
            return;
        }

        status(behaviour switch
        {
            HostileBehaviour.Silence or HostileBehaviour.Garbage or HostileBehaviour.CloseAtOnce or HostileBehaviour.ResetAtOnce => 0,
            HostileBehaviour.EndlessInformational => 103,
            _ => 200,
        });
        switch (behaviour)
        {
            case HostileBehaviour.Fine:
                await SendAsync(Page("200 OK", "Fine"));
                break;
            case HostileBehaviour.HeaderFlood:
                await SendAsync("HTTP/1.1 200 OK\r\n");
                await RepeatAsync(Fields, FloodFields / FieldsPerWrite, TimeSpan.Zero);
                await SendAsync("Content-Length: 2\r\nConnection: close\r\n\r\nok");
                break;
            case HostileBehaviour.EndlessHeaders:
                await SendAsync("HTTP/1.1 200 OK\r\n");
                await RepeatAsync(Fields, long.MaxValue, TimeSpan.Zero);
                break;
            case HostileBehaviour.EndlessHeaderLine:
                await SendAsync("HTTP/1.1 200 OK\r\nX-Long: ");
                await RepeatAsync(Letters, long.MaxValue, TimeSpan.Zero);
                break;
            case HostileBehaviour.EndlessInformational:
                await RepeatAsync("HTTP/1.1 103 Early Hints\r\nLink: </fine>; rel=preload\r\n\r\n"u8.ToArray(), long.MaxValue, TimeSpan.FromMilliseconds(1));
                break;
            case HostileBehaviour.DripHeader:
                await SendAsync("HTTP/1.1 200 OK\r\nX-Slow: ");
                await RepeatAsync("s"u8.ToArray(), long.MaxValue, interval);
                break;
            case HostileBehaviour.DripBody:
                await SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!DOCTYPE html><title>Drip</title><p>");
                await RepeatAsync("d"u8.ToArray(), long.MaxValue, interval);
                break;
            case HostileBehaviour.EndlessChunks:
                await SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n");
                await RepeatAsync(Chunk, long.MaxValue, TimeSpan.Zero);
                break;
            case HostileBehaviour.ResetMidBody:
                await SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<!DOCTYPE html><title>Part</title>");
                await Task.Delay(interval, stopping);
                socket.Close(0);
                break;
            case HostileBehaviour.ResetAtOnce:
                socket.Close(0);
                break;
            case HostileBehaviour.Silence:
                await HangUpAsync();
                break;
            case HostileBehaviour.SilentBody:
                await SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n");
                await HangUpAsync();
                break;
            case HostileBehaviour.Garbage:
                await SendAsync("\0\u0001\u0002 SSH-2.0-nothing\r\n\r\n");
                break;
            case HostileBehaviour.BadChunk:
                await SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\noops\r\n0\r\n\r\n");
                break;
            case HostileBehaviour.TwoLengths:
                await SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nContent-Length: 20\r\nConnection: close\r\n\r\nok");
                break;
        }

        Task SendAsync(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), stopping).AsTask();

        async Task RepeatAsync(ReadOnlyMemory<byte> bytes, long times, TimeSpan pause)
        {
            for (; times > 0; times--)
            {
                await stream.WriteAsync(bytes, stopping);
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, stopping);
                }
            }
        }

        async Task HangUpAsync()
        {
            while (await stream.ReadAsync(new byte[16], stopping) > 0)
            {
                // What else the client sends is of no interest, only that it closes.
            }
        }
    }

    private static string Page(string status, string text)
    {
        var html = $"<!DOCTYPE html><title>Hostile server</title>{text}";
        return $"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {html.Length}\r\nConnection: close\r\n\r\n{html}";
    }

    private static string Index() =>
        string.Concat(Enum.GetValues<HostileBehaviour>().Select(behaviour => $"<a href=\"{PathOf(behaviour)}\">{behaviour}</a> "));
}
