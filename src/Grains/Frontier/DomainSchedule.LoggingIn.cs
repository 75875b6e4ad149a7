using Thresher.Grains.Contracts;
using Thresher.Grains.Crawls;
using Thresher.Grains.Pages;
using Thresher.Grains.Politeness;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;
using Thresher.Web.Robots;
using Thresher.Web.Urls;

namespace Thresher.Grains.Frontier;

/// <summary>Logging in before a page, for crawls that declare it. Nothing else is sent meanwhile: a page in flight could set the old session's cookies again.</summary>
internal sealed partial class DomainSchedule
{
    /// <summary>Requests of one login, whose time is limited each: the form's page, its submission and their usual redirects.</summary>
    private const int LoginRequests = 5;

    private readonly DomainLogins _logins = new();
    private bool _logsIn;

    /// <summary>The login that the next URL waits for.</summary>
    /// <returns>Null where it has to wait, or has failed.</returns>
    private Next? LogIn(LeasedUrl url, ActiveCrawl crawl, RobotsRules rules)
    {
        if (_inFlight.Count > 0)
        {
            return null;
        }

        var login = crawl.Login!;
        if (login.Robots && login.Url.DomainKey == domain && !rules.Check(login.Url.RequestHref.AsSpan(UrlParts.OriginLength(login.Url.RequestHref))).Allowed)
        {
            FailLogin(_window.Dequeue(), $"robots.txt forbids {login.Url.RequestHref}: \"robots\": false in login asks it all the same, where you may", 0);
            return null;
        }

        if (!MayGo())
        {
            return null;
        }

        Leaves();
        _logsIn = true;
        return new Next.LogIn(url, _lease, politeness.Policy.Delay, (crawl.Limits.Total * LoginRequests) + RobotsFetcher.LongestWaits + AnswerMargin, politeness.ProxyTurns);
    }

    private void Take(DomainEvent.LoggedIn login)
    {
        _logsIn = false;
        if (login.End is not { } end)
        {
            politeness.Pace.Finished(time.GetTimestamp(), TimeSpan.Zero);
            _stepAfter ??= In(StepRetry);
            return;
        }

        politeness.Pace.Finished(end.ArrivedBy == 0 ? time.GetTimestamp() : end.ArrivedBy, TimeSpan.Zero);
        politeness.HoldOffFor(HoldReason.RetryAfter, end.RetryAfter);
        if (end.Problem is null)
        {
            _logins.LoggedIn(login.Asked.Url.CrawlId, end.Generation);
        }
        else if (_window.TryPeek(out var head) && head.Id == login.Asked.Url.Id)
        {
            FailLogin(_window.Dequeue(), end.Problem, end.Status);
        }
    }

    /// <summary>A URL was seen logged out: it waits for a login, or fails where that has just been tried.</summary>
    private void SeenLoggedOut(LeasedUrl url, long generation, int status)
    {
        if (!HasLease)
        {
            return;
        }

        if (_logins.SeenLoggedOut(url.CrawlId, generation))
        {
            _window.Enqueue(url);
        }
        else
        {
            FailLogin(url, "the login succeeded, and the page is still seen logged out: check login.loggedOut, and that the login's cookies or token reach the page", status);
        }
    }

    /// <summary>Charges the URL an attempt and holds the host, ever longer, so that an account is not locked by one login after another.</summary>
    private void FailLogin(LeasedUrl url, string problem, int status)
    {
        politeness.LoginFailed();
        _giveUp |= politeness.IsGivenUp;
        if (HasLease && _stop == StopReason.None && scene.Find(url.CrawlId) is { } crawl)
        {
            var again = RetryPolicy.Next(FetchOutcome.LoginFailed, url.Attempts, crawl.Job.Limits, null, Random.Shared.NextDouble());
            _failing.Enqueue(new Next.Fail(url, _lease, again, FetchOutcome.LoginFailed, status, problem));
        }
    }
}
