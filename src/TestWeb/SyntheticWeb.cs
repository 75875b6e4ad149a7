using Microsoft.AspNetCore.Http;
using Thresher.TestWeb.Behaviours;
using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;
using Thresher.TestWeb.Serving;
using Thresher.TestWeb.Truth;

namespace Thresher.TestWeb;

/// <summary>A running synthetic web: many virtual hosts on one loopback port, all pages generated as they are asked for.</summary>
/// <remarks>Every host also has <c>/items/{n}</c>, a tiny page without links for any n from 0 to 2^63-1.</remarks>
public sealed class SyntheticWeb : IAsyncDisposable
{
    private readonly WebPlan _plan;
    private readonly LoopbackKestrel _server;
    private readonly CustomAnswers _custom = new();

    private SyntheticWeb(WebPlan plan, LoopbackKestrel server, WebTruth truth)
    {
        _plan = plan;
        _server = server;
        Truth = truth;
        Seeds = [.. Enumerable.Range(0, plan.Hosts.Length).Select(BaseAddress)];
    }

    /// <summary>Called for each request as soon as it is entered in the ledger and before anything is answered, on the
    /// thread that answers it: a handler that blocks holds up that one connection.</summary>
    public event Action<RequestEntry>? OnRequest;

    /// <summary>What the web was made from.</summary>
    public SyntheticWebOptions Options => _plan.Options;

    /// <summary>The port all hosts share.</summary>
    public int Port => _server.Port;

    /// <summary>The root page of each host.</summary>
    public IReadOnlyList<Uri> Seeds { get; }

    /// <summary>What a crawl should find.</summary>
    public WebTruth Truth { get; }

    /// <summary>What was asked for.</summary>
    public RequestLedger Ledger { get; } = new();

    /// <summary>Generates a web and serves it until it is disposed of.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static async Task<SyntheticWeb> StartAsync(SyntheticWebOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new SyntheticWebOptions();
        options.Validate();
        var server = new LoopbackKestrel(options.Port);
        try
        {
            var plan = new WebPlan(options, server.Port);
            var robots = new RobotsPlan(options);
            var sitemaps = new SitemapPlan(plan);
            var web = new SyntheticWeb(plan, server, new WebTruth(plan, robots, sitemaps));
            var answers = new PageAnswers(plan, robots, sitemaps);
            await server.StartAsync(new WebApplication(plan, answers, web._custom, web.Ledger, web.Announce), cancellation);
            return web;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Name and port of a host, as in the Host header and in <see cref="RequestEntry.Host"/>.</summary>
    /// <param name="host">From 0.</param>
    public string Authority(int host) => _plan.Names.Authority(host);

    /// <summary>The root of a host.</summary>
    /// <param name="host">From 0.</param>
    public Uri BaseAddress(int host) => new($"http://{Authority(host)}/");

    /// <summary>Answers requests for a path with a custom handler from now on, before everything else.
    /// <see cref="Truth"/> does not include it, and the request counts as ended when the handler returns.</summary>
    /// <param name="host">From 0.</param>
    /// <param name="path">A path, a path with query, or <c>*</c> for all of the host, robots.txt included.</param>
    /// <param name="handler">Called on many threads at once.</param>
    public void Map(int host, string path, RequestDelegate handler) => _custom.Set(host, path, handler);

    /// <summary>Removes a handler.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Unmap(int host, string path) => _custom.Remove(host, path);

    /// <summary>Cuts all connections and frees the port. The ledger stays readable.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Announce(long sequence) => OnRequest?.Invoke(Ledger[sequence]);
}
