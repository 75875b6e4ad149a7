using System.Globalization;
using System.Net;
using Thresher.TestWeb;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>A silo as a process of its own, on ports of its own, with a view of its HTTP port.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http;

    private SiloProcess(string[] launcher, string connectionString, int[] ports, string[] more)
    {
        (SiloPort, HttpPort) = (ports[0], ports[2]);
        Process = ThresherProcess.StartUnder(
            launcher,
            "src/Silo",
            "thresher-silo.dll",
            ["--cluster", connectionString, "--silo-port", Text(ports[0]), "--gateway-port", Text(ports[1]), "--http-port", Text(ports[2]), .. more]);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Text(HttpPort)}/"), Timeout = Limit };
    }

    /// <summary>The process.</summary>
    public ThresherProcess Process { get; }

    /// <summary>Its port for other silos.</summary>
    public int SiloPort { get; }

    /// <summary>Its HTTP port.</summary>
    public int HttpPort { get; }

    /// <summary>Starts a silo; <paramref name="httpPort"/> is chosen when not given.</summary>
    public static SiloProcess Start(string connectionString, int? httpPort = null, params string[] more)
    {
        var ports = FreePort.Take(3);
        return new SiloProcess([], connectionString, [ports[0], ports[1], httpPort ?? ports[2]], more);
    }

    /// <summary>Starts a silo by way of something that becomes it.</summary>
    public static SiloProcess StartUnder(string[] launcher, string connectionString) => new(launcher, connectionString, FreePort.Take(3), []);

    /// <summary>Posts seeds and hands out the answer as soon as it begins; the caller reads and disposes it.</summary>
    public async Task<HttpResponseMessage> PostSeedsAsync(string crawl, HttpContent seeds, string? bearer = null, string? origin = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"crawls/{crawl}/seeds") { Content = seeds };
        if (bearer is not null)
        {
            request.Headers.Authorization = new("Bearer", bearer);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the HTTP port; status 0 when nobody listens.</summary>
    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (bearer is not null)
        {
            request.Headers.Authorization = new("Bearer", bearer);
        }

        try
        {
            using var answer = await _http.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return (0, "");
        }
    }

    /// <summary>Waits until the path answers with this status; fails when the process ends first.</summary>
    public Task AnswersAsync(string path, HttpStatusCode status) => UntilAsync(async () => (await GetAsync(path)).Status == status, $"{path} to answer {status}");

    /// <summary>Waits until the path's answer holds a text.</summary>
    public Task ReadsAsync(string path, string text) => UntilAsync(
        async () => (await GetAsync(path)).Body.Contains(text, StringComparison.Ordinal), $"{path} to say '{text}'");

    /// <summary>Waits until the log holds a text.</summary>
    public Task LogsAsync(string text) => UntilAsync(() => Task.FromResult(Process.Output.Contains(text, StringComparison.Ordinal)), $"a log line with '{text}'");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    private async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await holds())
        {
            Assert.False(Process.HasExited, $"The silo ended while waiting for {what}.\n{Process.Output}\n{Process.Errors}");
            Assert.False(limit.IsCancellationRequested, $"Waited in vain for {what}.\n{Process.Output}\n{Process.Errors}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
