using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>
/// A site on loopback for any number of hosts, told apart by the Host header: those that the test does not answer for
/// itself have small pages that link nowhere. It notes when each request came.
/// </summary>
public sealed class QuietSite : IAsyncDisposable
{
    private const string Page = "<title>page</title><p>nothing to see";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, Stream, CancellationToken, Task<bool>>? _answer;
    private readonly Task _accepting;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Called with the host and the connection; false for the ordinary page.</param>
    public QuietSite(Func<string, Stream, CancellationToken, Task<bool>>? answer = null)
    {
        _answer = answer;
        _listener.Start(4096);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>When each request to a host came, in the order of arrival.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<long>> Requests { get; } = new();

    /// <summary>Requests per second to a host over its last requests: once everything that begins together has begun.</summary>
    public double PaceOf(string host, int last)
    {
        var times = Requests[host].ToArray()[^last..];
        return (times.Length - 1) / Stopwatch.GetElapsedTime(times[0], times[^1]).TotalSeconds;
    }

    /// <summary>Waits until a host has had so many requests.</summary>
    public async Task SeenAsync(string host, int requests, ThresherProcess crawl)
    {
        while (!Requests.TryGetValue(host, out var times) || times.Count < requests)
        {
            Assert.False(crawl.HasExited, $"The crawl ended after {times?.Count} requests to {host}.\n{crawl.Output}\n{crawl.Errors}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token), _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stopping)
    {
        using var owned = client;
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            while (await reader.ReadLineAsync(stopping) is { Length: > 0 } request)
            {
                var host = "";
                while (await reader.ReadLineAsync(stopping) is { Length: > 0 } header)
                {
                    host = header.StartsWith("Host: ", StringComparison.OrdinalIgnoreCase) ? header[6..].Split(':')[0] : host;
                }

                Requests.GetOrAdd(host, _ => new()).Enqueue(Stopwatch.GetTimestamp());
                if (request.StartsWith("GET /robots.txt ", StringComparison.Ordinal))
                {
                    await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stopping);
                }
                else if (_answer is null || !await _answer(host, stream, stopping))
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Page.Length}\r\n\r\n{Page}"), stopping);
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client hung up, or the test is over.
        }
    }
}
