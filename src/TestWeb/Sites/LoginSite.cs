using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Thresher.TestWeb.Sites;

/// <summary>
/// Sites that show their pages to those who are logged in. <c>form.localhost</c> has a form with a CSRF token that is good once and belongs to
/// the cookie that came with it; <c>token.localhost</c> gives a bearer token for a JSON request; <c>never.localhost</c> takes no password;
/// <c>useless.localhost</c> takes it and shows no page for it. A session is good for as many pages as is said.
/// </summary>
/// <param name="pages">Pages of each host besides its first.</param>
/// <param name="lasts">Pages for which a session is good.</param>
public sealed class LoginSite(int pages, int lasts) : Site
{
    /// <summary>Logs in by a form.</summary>
    public const string Form = "form.localhost";

    /// <summary>Logs in by a JSON request.</summary>
    public const string Token = "token.localhost";

    /// <summary>Takes no password.</summary>
    public const string Never = "never.localhost";

    /// <summary>Takes the password, and shows nothing for it.</summary>
    public const string Useless = "useless.localhost";

    /// <summary>The password.</summary>
    public const string Password = "pa55-0dd1 ö&=";

    /// <summary>How every token begins.</summary>
    public const string TokenBegin = "t0k3n-";

    private readonly Dictionary<string, int> _sessions = [];
    private readonly Dictionary<string, string> _forms = [];
    private readonly Lock _gate = new();
    private int _issued;

    /// <summary>Logins that succeeded.</summary>
    public int Logins { get; private set; }

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext http, string host, string path)
    {
        switch (path)
        {
            case "/login" when HttpMethods.IsPost(http.Request.Method):
                await TakeFormAsync(http, host);
                break;
            case "/login":
                await ShowFormAsync(http);
                break;
            case "/api/login":
                await TakeJsonAsync(http);
                break;
            default:
                await PageAsync(http, host, path);
                break;
        }
    }

    private Task PageAsync(HttpContext http, string host, string path)
    {
        var session = host == Token ? http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal) : Cookie(http, "session");
        return (host != Useless || path == "/welcome") && session is not null && IsGood(session) ? PageAsync(http, path == "/" ? Links() : $"<p>{path}")
            : host == Token ? StatusAsync(http, StatusCodes.Status401Unauthorized)
            : RedirectAsync(http, $"/login?next={Uri.EscapeDataString(path)}");
    }

    private string Links() => string.Concat(Enumerable.Range(1, pages).Select(page => $"<a href=/p{page}>{page}</a>"));

    private Task ShowFormAsync(HttpContext http)
    {
        string guest;
        string csrf;
        lock (_gate)
        {
            (guest, csrf) = ($"g{++_issued}", $"c{_issued}");
            _forms[guest] = csrf;
        }

        http.Response.Headers.Append("Set-Cookie", $"guest={guest}; Path=/; HttpOnly");
        return PageAsync(http, $"<form id=login method=post action=/login><input type=hidden name=csrf value={csrf}><input name=user><input type=password name=password><button name=go value=1>Log in</button></form>");
    }

    private async Task TakeFormAsync(HttpContext http, string host)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        bool isRight;
        lock (_gate)
        {
            isRight = host != Never && Cookie(http, "guest") is { } guest && _forms.Remove(guest, out var csrf) && form["csrf"] == csrf && form["go"] == "1";
        }

        if (!isRight || form["user"] != "me" || form["password"] != Password)
        {
            await RedirectAsync(http, "/login?wrong=1");
            return;
        }

        http.Response.Headers.Append("Set-Cookie", $"session={Begin()}; Path=/; HttpOnly");
        await RedirectAsync(http, "/welcome");
    }

    private async Task TakeJsonAsync(HttpContext http)
    {
        using var json = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
        if (!HttpMethods.IsPost(http.Request.Method) || json.RootElement.GetProperty("user").GetString() != "me" || json.RootElement.GetProperty("password").GetString() != Password)
        {
            await StatusAsync(http, StatusCodes.Status401Unauthorized);
            return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{ "data": [ { "token": "{{Begin()}}" } ] }""", http.RequestAborted);
    }

    private string Begin()
    {
        lock (_gate)
        {
            Logins++;
            var session = $"{TokenBegin}{++_issued}";
            _sessions[session] = lasts;
            return session;
        }
    }

    private bool IsGood(string session)
    {
        lock (_gate)
        {
            return _sessions.TryGetValue(session, out var left) && (_sessions[session] = left - 1) >= 0;
        }
    }
}
