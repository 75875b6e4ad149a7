using System.Text;
using Microsoft.Extensions.Logging;
using Thresher.Grains.Bodies;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Pages;
using Thresher.Grains.Parsing;
using Thresher.Grains.Requests;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Rendering.Browsers;
using Thresher.Rendering.Pages;
using Thresher.Storage;
using Thresher.Storage.Shapes;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Rendering;

/// <summary>
/// Prepares fetched pages in a browser, where their crawl wants that: the document that was fetched is what the browser
/// begins with, and the document that scripts have left takes its place in the page's transaction.
/// </summary>
public sealed partial class PageRendering : IPageRendering, IDisposable
{
    private readonly SubRequestServices _services;
    private readonly PageRenderer _renderer;
    private readonly AutoRendering _auto;
    private readonly ILogger _logger;

    /// <summary>Starts no browser yet.</summary>
    public PageRendering(HttpFetcher fetcher, RobotsFetcher robots, PageWork work, IRenderShapes shapes, IGrainFactory grains, TimeProvider time, ILogger<PageRendering> logger)
    {
        _auto = new AutoRendering(new ShapeMemory(shapes, time), work, time);
        _services = new SubRequestServices(fetcher, new SubRequestRobots(grains, robots, time), new SubRequestPace(time), new AssetCache(), grains, time);
        _renderer = new PageRenderer();
        _logger = logger;
    }

    /// <inheritdoc/>
    public void Dispose() => _renderer.Dispose();

    /// <inheritdoc/>
    public async Task<Rendered?> RunAsync(ActiveCrawl crawl, string target, FetchResponse response, PageSession? session, CancellationToken cancellationToken)
    {
        if (response.Outcome != FetchOutcome.Ok || response.Body.IsEmpty || !PageParser.IsHtml(response.ContentType, response.Body.Span) || !WebUrl.TryParse(target, null, out var url))
        {
            return null;
        }

        var (mode, rule) = crawl.Rendering!.For(url.RequestHref);
        if (mode == RenderMode.Never)
        {
            return null;
        }

        if (mode == RenderMode.Always)
        {
            return Of(await RenderAsync(crawl, url, rule, response, session, cancellationToken));
        }

        if (await _auto.LookAsync(crawl, url, response, cancellationToken) is not { } look)
        {
            return null;
        }

        var rendered = await RenderAsync(crawl, url, rule, response, session, cancellationToken);
        if (rendered.Outcome != FetchOutcome.Ok)
        {
            // What failed tells nothing.
            return Of(rendered);
        }

        var shape = await _auto.CompareAsync(crawl, url, look, rendered);
        if (shape.Differs)
        {
            return Of(rendered) with { Shape = shape };
        }

        var arrived = rendered.ArrivedBy;
        rendered.Dispose();
        return new Rendered(null, arrived, shape);
    }

    private static Rendered Of(FetchResponse response) => new(response, response.ArrivedBy, null);

    private async Task<FetchResponse> RenderAsync(ActiveCrawl crawl, WebUrl url, RenderRule rule, FetchResponse response, PageSession? session, CancellationToken cancellationToken)
    {
        var network = new SubRequests(crawl, url, rule, session, _services);
        using var patience = new CancellationTokenSource(RenderPlan.LongestWait + rule.Timeout, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var task = new RenderTask(url.RequestHref, PageExchange.Document(response, session?.Extras.SetCookies ?? []), crawl.UserAgent, network, RenderPlan.StepsOf(rule))
            {
                Cookies = session?.CookieHeader,
                MaxBytes = crawl.Limits.MaxBodyBytes,
            };
            var page = await _renderer.RenderAsync(task, either.Token);
            session?.TakeFrom(url, page.Cookies, _services.Time.UnixMs());
            return Taken(page, response, network, rule, url);
        }
        catch (BrowserException none)
        {
            LogNoBrowser(none.Message);
            return Failed(FetchOutcome.NoBrowser, response, network, none.Message);
        }
        catch (OperationCanceledException)
        {
            return Failed(FetchOutcome.Cancelled, response, network, null);
        }
    }

    private FetchResponse Taken(RenderedPage page, FetchResponse response, SubRequests network, RenderRule rule, WebUrl url)
    {
        if (page.Html is null)
        {
            LogLost(url.RequestHref, page.End);
            return page.End == RenderEnd.NotThere
                ? Failed(FetchOutcome.RenderTimeout, response, network, $"\"{rule.WaitFor}\" is not there within {rule.Timeout.TotalSeconds:0.#} s")
                : Failed(FetchOutcome.BrowserDied, response, network, page.End switch
                {
                    RenderEnd.Hung => "its scripts do not return, and its browser was killed",
                    RenderEnd.TooMuchMemory => "it takes more memory than a browser may have",
                    _ => "its browser died",
                });
        }

        var length = Encoding.UTF8.GetByteCount(page.Html);
        var buffer = BodyBuffer.Rent(Math.Max(length, 1));
        Encoding.UTF8.GetBytes(page.Html, buffer);
        return new FetchResponse
        {
            Outcome = FetchOutcome.Ok,
            Status = response.Status,
            ContentType = "text/html; charset=utf-8",
            RetryAfter = network.RetryAfter,
            RobotsTags = response.RobotsTags,
            Refresh = page.LeadsTo is { } next ? $"0; url={next}" : response.Refresh,
            Links = response.Links,
            Head = response.Head,
            HasBody = true,
            BodyCut = response.BodyCut || page.IsCut,
            ArrivedBy = Math.Max(response.ArrivedBy, network.LastArrival),
            Elapsed = response.Elapsed,
            Buffer = buffer,
            Length = length,
            Rendering = new RenderingOf(response.Body, page.End == RenderEnd.Unsettled, network.Sent),
        };
    }

    private static FetchResponse Failed(FetchOutcome outcome, FetchResponse response, SubRequests network, string? why) => new()
    {
        Outcome = outcome,
        Status = response.Status,
        RetryAfter = network.RetryAfter,
        Head = response.Head,
        ArrivedBy = Math.Max(response.ArrivedBy, network.LastArrival),
        Elapsed = response.Elapsed,
        Why = why,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "No page can be rendered: {Reason}")]
    private partial void LogNoBrowser(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Url} was not rendered: {End}")]
    private partial void LogLost(string url, RenderEnd end);
}
