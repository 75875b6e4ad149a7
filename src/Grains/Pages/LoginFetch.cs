using Microsoft.Extensions.Logging;
using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Fetching;
using Thresher.Grains.Logins;
using Thresher.Grains.Ownership;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Storage.Rows;
using Thresher.Web.Cookies;
using Thresher.Web.Urls;

namespace Thresher.Grains.Pages;

/// <summary>
/// Logs a crawl in on behalf of a URL that waits for it, and keeps the session: first its cookies, then the row that says that there is one,
/// each under the URL's lease. A kill between them costs a login.
/// </summary>
public sealed partial class LoginFetch(LoginClient client, CrawlDirectory directory, ICookies cookies, PageCommitQueue commits, FetchSlots slots, TimeProvider time, ILogger<LoginFetch> logger)
{
    /// <summary>Logs in.</summary>
    /// <param name="request">The leased URL.</param>
    /// <param name="delay">Waited between two requests to one domain, a minute at most.</param>
    /// <param name="reserve">Asks another domain for a request: how long to wait and ask again, or zero.</param>
    /// <param name="cancellationToken">Abandons it, as the stop of the silo does.</param>
    /// <exception cref="OperationCanceledException">This silo ended it, which says nothing about the login.</exception>
    public async Task<LoginEnd> RunAsync(FetchRequest request, TimeSpan delay, Func<string, Task<TimeSpan>> reserve, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(slots.Stopping, cancellationToken);
        var stop = either.Token;
        var started = time.GetTimestamp();
        var crawl = await directory.GetAsync(request.Url.CrawlId, stop);
        if (crawl?.Login is not { } login || !WebUrl.TryParse(request.Url.Target, null, out var page))
        {
            throw new OperationCanceledException("The crawl does not log in any more.");
        }

        if (login.Url.DomainKey != page.DomainKey && !await Pause(page, login.Url))
        {
            return new LoginEnd($"{login.Url.DomainKey} may not be asked soon enough", 0, 0, TimeSpan.Zero, time.GetTimestamp(), TimeSpan.Zero);
        }

        var jars = new Dictionary<string, CookieJar>(StringComparer.Ordinal);
        var outcome = await client.RunAsync(new LoginRequest(login, crawl.UserAgent, crawl.Limits, url => CrawlRequest.ExtrasOf(crawl, url, request.ProxyTurns) ?? new RequestExtras(), JarAsync, Pause), stop);
        var end = new LoginEnd(outcome.Problem, 0, outcome.Status, RetryPolicy.Believed(outcome.RetryAfter), outcome.ArrivedBy, time.GetElapsedTime(started));
        if (outcome.Problem is not null)
        {
            LogFailed(login.Url.RequestHref, outcome.Problem);
            return end;
        }

        var before = await LoginRow.ReadAsync(crawl, login, cookies, stop);
        var generation = Math.Max(time.UnixMs(), (before?.SetAt ?? 0) + 1);
        foreach (var (site, jar) in jars)
        {
            await KeepAsync(site, jar.Changes);
        }

        await KeepAsync(LoginRow.Site, [new CookieChange(LoginRow.Of(login, outcome.Token, generation), IsGone: false)]);
        return end with { Generation = generation };

        Task<bool> Pause(WebUrl from, WebUrl target) => RobotsFetcher.MayFollowAsync(from, target, delay, reserve, time, stop);

        async Task<CookieJar> JarAsync(WebUrl url)
        {
            var site = RegistrableDomain.Of(url.Host);
            return jars.TryGetValue(site, out var jar) ? jar
                : jars[site] = new CookieJar(crawl.GivenCookies?.Of(site) ?? [], await cookies.ReadAsync(crawl.Record.Id, site, stop));
        }

        async Task KeepAsync(string site, IReadOnlyCollection<CookieChange> changes)
        {
            if (changes.Count > 0 && !(await commits.CommitAsync(request.Ends(UrlState.Leased, FetchOutcome.None, 0) with { Cookies = new CookieUpdate(site, changes) }, CancellationToken.None)).Applied)
            {
                throw new OperationCanceledException("Another owner serves the URL.");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Url}: the login failed, so its host is held: {Problem}")]
    private partial void LogFailed(string url, string problem);
}
