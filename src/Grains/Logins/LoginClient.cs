using System.Text;
using Thresher.Extraction.Forms;
using Thresher.Grains.Fetching;
using Thresher.Grains.Requests;
using Thresher.Jobs.Outcomes;
using Thresher.Storage;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Logins;

/// <summary>
/// Logs in: fetches the form's page and sends the form as a browser would, or posts the values as JSON and takes the token. Every request waits
/// for its domain's delay and passes the address guard; secrets are sent where the login's URL or its form says, and nowhere by redirect.
/// </summary>
public sealed class LoginClient(HttpFetcher fetcher, TimeProvider time)
{
    private const int MostRedirects = 10;

    /// <summary>Logs in.</summary>
    /// <param name="request">On whose behalf.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <exception cref="OperationCanceledException">It was abandoned, which says nothing about the login.</exception>
    public async Task<LoginOutcome> RunAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        var login = request.Login;
        if (login.Token is not null)
        {
            var content = new RequestContent(login.Json(), "application/json");
            return await TokenAsync(request, await SendAsync(request, login.Url, content, cancellationToken), login.Token.Path);
        }

        var page = await FollowAsync(request, login.Url, null, cancellationToken);
        if (page.Problem is not null || page.Html is null)
        {
            return page.Fails(page.Problem ?? $"{page.Url.RequestHref} is no HTML page with a form");
        }

        WebUrl target;
        RequestContent? sent;
        try
        {
            (target, sent) = Submission(request, page);
        }
        catch (FormException wrong)
        {
            return page.Fails(wrong.Message);
        }

        if (!await request.Pause(page.Url, target))
        {
            return page.Fails($"{target.DomainKey} may not be asked soon enough");
        }

        var answer = await FollowAsync(request, target, sent, cancellationToken);
        return answer.Problem is { } problem ? answer.Fails(problem)
            : answer.IsLoggedOut ? answer.Fails($"the form was sent, and {answer.Url.RequestHref} is still seen logged out: check the values of login.fields")
            : new LoginOutcome(null, "") { Status = answer.Status, ArrivedBy = answer.ArrivedBy, RetryAfter = answer.RetryAfter };
    }

    private static (WebUrl Target, RequestContent? Content) Submission(LoginRequest request, Answer page)
    {
        var form = HtmlForm.Fill(page.Html!, page.Url, request.Login.Form, request.Login.Values);
        request.Told?.Invoke(new LoginStep("form", string.Join(", ", form.Entries.Select(entry => $"{entry.Name}={Shown(request, entry)}"))));
        if (!WebUrl.TryParse(form.Action, null, out var target) || (!target.IsHttps && request.Login.HasSecrets && !request.Login.OverHttp))
        {
            throw new FormException($"the form is sent to {form.Action}, plain http, over which secrets are not sent: \"overHttp\": true in login permits it");
        }

        if (form.IsPost)
        {
            return (target, form.IsMultipart ? Multipart(form.Entries) : new RequestContent(Encoding.ASCII.GetBytes(Encoded(form.Entries)), "application/x-www-form-urlencoded"));
        }

        var query = target.RequestHref.IndexOf('?', StringComparison.Ordinal);
        var asked = $"{(query < 0 ? target.RequestHref : target.RequestHref[..query])}?{Encoded(form.Entries)}";
        return (WebUrl.TryParse(asked, null, out var found) ? found : target, null);
    }

    private static string Shown(LoginRequest request, FormEntry entry) =>
        !entry.IsGiven ? $"({entry.Value.Length} characters of the page)" : request.Login.Shown.Contains(entry.Name) ? entry.Value : "(secret)";

    private static string Encoded(IReadOnlyList<FormEntry> entries) =>
        string.Join('&', entries.Select(entry => $"{Escaped(entry.Name)}={Escaped(entry.Value)}"));

    /// <summary>Line ends are CR LF in what forms send (HTML §4.10.21.4).</summary>
    private static string Escaped(string text) => Uri.EscapeDataString(text.ReplaceLineEndings("\r\n")).Replace("%20", "+", StringComparison.Ordinal);

    private static RequestContent Multipart(IReadOnlyList<FormEntry> entries)
    {
        var boundary = $"----{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())}";
        var body = new StringBuilder();
        foreach (var entry in entries)
        {
            var name = entry.Name.Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal);
            body.Append($"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{entry.Value.ReplaceLineEndings("\r\n")}\r\n");
        }

        return new RequestContent(Encoding.UTF8.GetBytes(body.Append($"--{boundary}--\r\n").ToString()), $"multipart/form-data; boundary={boundary}");
    }

    private static Task<LoginOutcome> TokenAsync(LoginRequest request, Answer answer, string path)
    {
        var token = answer.Problem is null && answer.Text is { } text ? TokenPath.Find(text, path) : null;
        var problem = answer.Problem
            ?? (answer.Redirect is not null ? $"{answer.Url.RequestHref} redirects to {answer.Redirect.RequestHref}, where secrets are not sent: write that as login.url"
                : string.IsNullOrEmpty(token) ? $"the answer of {answer.Url.RequestHref} has no {path} (login.token.path)"
                : token.All(c => c is > ' ' and < '\u007f') ? null : "the token cannot be sent in a header: it has blanks, or others than ASCII");
        if (problem is null)
        {
            request.Told?.Invoke(new LoginStep("token", $"{token!.Length} characters"));
        }

        return Task.FromResult(new LoginOutcome(problem, problem is null ? token! : "") { Status = answer.Status, ArrivedBy = answer.ArrivedBy, RetryAfter = answer.RetryAfter });
    }

    /// <summary>Sends a request and follows its redirects with GET, as browsers do.</summary>
    private async Task<Answer> FollowAsync(LoginRequest request, WebUrl url, RequestContent? content, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var answer = await SendAsync(request, url, content, cancellationToken);
            if (answer.Redirect is not { } target)
            {
                return answer;
            }

            if (content is not null && answer.Status is 307 or 308)
            {
                return answer with { Problem = $"{url.RequestHref} redirects the form to {target.RequestHref} (HTTP {answer.Status}), where secrets are not sent" };
            }

            if (redirects == MostRedirects || !await request.Pause(url, target))
            {
                return answer with { Problem = redirects == MostRedirects ? $"{url.RequestHref} redirects on and on" : $"{target.DomainKey} may not be asked soon enough" };
            }

            (url, content) = (target, null);
        }
    }

    private async Task<Answer> SendAsync(LoginRequest request, WebUrl url, RequestContent? content, CancellationToken cancellationToken)
    {
        var jar = await request.Jar(url);
        var extras = request.Extras(url) with { KeepsCookies = true, Cookie = jar.Header(url, time.UnixMs()), Content = content };
        using var response = await fetcher.GetAsync(url.RequestHref, request.UserAgent, request.Limits with { KeepHeads = false }, cancellationToken, extras: extras);
        if (response.Outcome == FetchOutcome.Cancelled)
        {
            throw new OperationCanceledException("The login was abandoned.");
        }

        jar.Take(url, extras.SetCookies, time.UnixMs());
        var answer = Read(request, url, response);
        request.Told?.Invoke(new LoginStep(
            $"{(content is null ? "GET" : "POST")} {Path(url)}",
            $"{(response.Status > 0 ? response.Status : OutcomeName.Of(response.Outcome))}{(answer.Redirect is { } target ? $" → {Path(target)}" : "")}{(extras.SetCookies.Count > 0 ? $", {extras.SetCookies.Count} cookies set" : "")}"));
        return answer;
    }

    private static Answer Read(LoginRequest request, WebUrl url, FetchResponse response)
    {
        var redirect = response is { Outcome: FetchOutcome.Redirect, Location: { } location } && WebUrl.TryParse(location, url, out var to) ? to : null;
        var text = response.Outcome == FetchOutcome.Ok ? PageParser.TextOf(response.Body.ToArray(), CharsetSniffer.Detect(response.Body.Span, response.ContentType).Name).Memory.ToString() : null;
        var html = text is not null && PageParser.IsHtml(response.ContentType, response.Body.Span) ? text : null;
        var isRefused = redirect is null && response.Outcome is not (FetchOutcome.Ok or FetchOutcome.NotFound);
        return new Answer(url)
        {
            Status = response.Status,
            Redirect = redirect,
            Text = text,
            Html = html,
            IsLoggedOut = request.Login.IsLoggedOut(response.Status, redirect is null ? url : null, html is null ? null : () => html),
            Problem = isRefused ? $"{Path(url)} answers {OutcomeName.Of(response.Outcome)}{(response.Status > 0 ? $" (HTTP {response.Status})" : "")}" : null,
            RetryAfter = response.RetryAfter ?? TimeSpan.Zero,
            ArrivedBy = response.ArrivedBy,
        };
    }

    /// <summary>A query may hold what a form sends by GET, or a ticket of the session.</summary>
    private static string Path(WebUrl url) => url.RequestHref.Split('?')[0];

    private sealed record Answer(WebUrl Url)
    {
        public int Status { get; init; }

        public WebUrl? Redirect { get; init; }

        public string? Text { get; init; }

        public string? Html { get; init; }

        public bool IsLoggedOut { get; init; }

        public string? Problem { get; init; }

        public TimeSpan RetryAfter { get; init; }

        public long ArrivedBy { get; init; }

        public LoginOutcome Fails(string problem) => new(problem, "") { Status = Status, ArrivedBy = ArrivedBy, RetryAfter = RetryAfter };
    }
}
