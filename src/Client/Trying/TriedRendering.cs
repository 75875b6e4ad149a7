using Thresher.Client.CommandLine;
using Thresher.Grains.Fetching;
using Thresher.Grains.Rendering;
using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Jobs.Rules;
using Thresher.Rendering.Browsers;
using Thresher.Rendering.Pages;
using Thresher.Web.Urls;

namespace Thresher.Client.Trying;

/// <summary>A tried page as a browser leaves it. What it asks for is fetched one after another; the user names the page, so robots.txt is not consulted.</summary>
internal sealed class TriedRendering(HttpFetcher fetcher, CrawlJob job, FetchLimits limits, WebUrl page, RenderRule rule, Func<WebUrl, RequestExtras> extras, Action<WebUrl, IReadOnlyList<string>> keep) : IPageNetwork
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The document that scripts have left.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public async Task<RenderedPage> RunAsync(FetchResponse response, RequestExtras sent, CancellationToken cancellationToken)
    {
        await using var renderer = new PageRenderer(new BrowserLimits { Browsers = 1 });
        try
        {
            var task = new RenderTask(page.RequestHref, PageExchange.Document(response, sent.SetCookies), UserAgent.Of(job.UserAgent), this, RenderPlan.StepsOf(rule))
            {
                Cookies = job.KeepsCookies() ? sent.Cookie ?? "" : null,
                MaxBytes = limits.MaxBodyBytes,
            };
            var rendered = await renderer.RenderAsync(task, cancellationToken);
            return rendered.Html is not null ? rendered : throw new CommandException(rendered.End switch
            {
                RenderEnd.NotThere => $"{page.RequestHref}: what waitFor names, \"{rule.WaitFor}\", is not there within {rule.Timeout.TotalSeconds:0.#} s: check the selector, or raise the rule's timeout",
                RenderEnd.TooMuchMemory => $"{page.RequestHref} takes more memory than a browser may have",
                RenderEnd.Hung => $"{page.RequestHref}: its scripts do not return",
                _ => $"{page.RequestHref}: the browser died with it",
            });
        }
        catch (BrowserException none)
        {
            throw CommandException.Usage(none.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<PageAnswer?> AnswerAsync(PageRequest request, CancellationToken cancellationToken)
    {
        if (!WebUrl.TryParse(request.Url, null, out var url) || !RenderPlan.Loads(rule, request.Kind))
        {
            return null;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            var isOwn = RegistrableDomain.Of(url.Host) == RegistrableDomain.Of(page.Host);
            var sent = (isOwn ? extras(url) : new RequestExtras { Route = extras(url).Route }) with { Sent = PageExchange.Sent(request, url, page) };
            using var response = await fetcher.GetAsync(url.RequestHref, UserAgent.Of(job.UserAgent), limits with { KeepHeads = true }, cancellationToken, extras: sent);
            keep(url, sent.SetCookies);
            return response.Outcome == FetchOutcome.Cancelled ? null : PageExchange.Answered(response, sent);
        }
        finally
        {
            _one.Release();
        }
    }
}
