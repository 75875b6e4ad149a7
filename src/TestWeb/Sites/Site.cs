using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Thresher.TestWeb.Ledger;
using Thresher.TestWeb.Serving;

namespace Thresher.TestWeb.Sites;

/// <summary>
/// A small site of a few hosts on loopback, told apart by name, whose pages depend on who asks. It enters every request in its ledger,
/// and keeps what fields each host was sent.
/// </summary>
public abstract class Site : IAsyncDisposable
{
    private readonly LoopbackKestrel _server = new(0);

    /// <summary>Every request, in the order of arrival.</summary>
    public RequestLedger Ledger { get; } = new();

    /// <summary>The header fields of every request by host, as <c>Name: value</c>.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<string>> Fields { get; } = new();

    /// <summary>Port of all its hosts.</summary>
    public int Port => _server.Port;

    /// <summary>The domain key of a host, <c>name:port</c>.</summary>
    public string DomainOf(string host) => $"{host}:{Port}";

    /// <summary>A URL of a host.</summary>
    public string UrlOf(string host, string path) => $"http://{host}:{Port}{path}";

    /// <summary>How often a path of a host was asked for.</summary>
    public int RequestsTo(string host, string path) => Ledger.Entries().Count(entry => entry.Host == DomainOf(host) && entry.Target == path);

    /// <summary>Begins to answer.</summary>
    public Task StartAsync(CancellationToken cancellation) => _server.StartAsync(new Application(this), cancellation);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The robots.txt of a host; null for none.</summary>
    protected virtual string? RobotsOf(string host) => null;

    /// <summary>Answers one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="host">The host that was asked, without its port.</param>
    /// <param name="path">The path, without its query.</param>
    protected abstract Task AnswerAsync(HttpContext http, string host, string path);

    /// <summary>Sends a page.</summary>
    protected static Task PageAsync(HttpContext http, string markup, int status = StatusCodes.Status200OK)
    {
        var body = Encoding.UTF8.GetBytes($"<!doctype html><title>page</title>{markup}");
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    /// <summary>Sends a text.</summary>
    protected static Task TextAsync(HttpContext http, string type, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        http.Response.ContentType = $"{type}; charset=utf-8";
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    /// <summary>Sends a redirect.</summary>
    protected static Task RedirectAsync(HttpContext http, string location)
    {
        http.Response.StatusCode = StatusCodes.Status302Found;
        http.Response.Headers.Location = location;
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>Sends a status alone.</summary>
    protected static Task StatusAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>The value of a cookie of the request; null without it.</summary>
    protected static string? Cookie(HttpContext http, string name) => http.Request.Cookies[name];

    private sealed class Application(Site site) : IHttpApplication<Exchange>
    {
        public Exchange CreateContext(IFeatureCollection contextFeatures)
        {
            var request = contextFeatures.GetRequiredFeature<IHttpRequestFeature>();
            var authority = request.Headers.Host.ToString();
            var sequence = site.Ledger.Begin(authority, request.RawTarget, request.Headers.UserAgent, contextFeatures.GetRequiredFeature<IHttpConnectionFeature>().ConnectionId);
            var fields = site.Fields.GetOrAdd(authority.Split(':')[0], _ => new());
            foreach (var (name, value) in request.Headers)
            {
                fields.Enqueue($"{name}: {value}");
            }

            return new Exchange(new DefaultHttpContext(contextFeatures), site.Ledger, sequence, 0, request.RawTarget);
        }

        public async Task ProcessRequestAsync(Exchange context)
        {
            try
            {
                var request = context.Http.Request;
                await (request.Path == "/robots.txt" ? site.RobotsOf(request.Host.Host) is { } robots ? TextAsync(context.Http, "text/plain", robots) : StatusAsync(context.Http, StatusCodes.Status404NotFound) : site.AnswerAsync(context.Http, request.Host.Host, request.Path));
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException && context.Aborted.IsCancellationRequested)
            {
                // The client is gone.
            }
        }

        public void DisposeContext(Exchange context, Exception? exception) => context.Ended();
    }
}
