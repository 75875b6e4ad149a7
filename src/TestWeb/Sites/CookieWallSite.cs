using Microsoft.AspNetCore.Http;

namespace Thresher.TestWeb.Sites;

/// <summary>
/// A site whose pages are shown to those who bring the cookie that it set. <c>wall.localhost</c> redirects to the very page that was asked
/// for, with the cookie; <c>door.localhost</c> by way of a page that sets it; <c>shut.localhost</c> sets another at each request and is
/// never content; <c>given.localhost</c> sets none. The cookie is for the host and lasts as many requests as is said, and then a
/// new one is wanted.
/// </summary>
/// <param name="pages">Pages of each host besides its first.</param>
/// <param name="lasts">Requests for which a cookie is good.</param>
public sealed class CookieWallSite(int pages, int lasts) : Site
{
    /// <summary>Redirects to the page itself.</summary>
    public const string Wall = "wall.localhost";

    /// <summary>Redirects by way of another page.</summary>
    public const string Door = "door.localhost";

    /// <summary>Is never content.</summary>
    public const string Shut = "shut.localhost";

    /// <summary>Shows its pages to those who bring <see cref="GivenValue"/>.</summary>
    public const string Given = "given.localhost";

    /// <summary>The cookie that <see cref="Given"/> wants.</summary>
    public const string GivenValue = "g1ven-5b3e";

    private readonly Dictionary<string, int> _uses = [];
    private readonly Lock _gate = new();
    private int _issued;

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext http, string host, string path)
    {
        if (host == Given)
        {
            return Cookie(http, "pass") == GivenValue ? PageAsync(http, Links()) : RedirectAsync(http, path);
        }

        if (host != Shut && path != "/set" && Cookie(http, "pass") is { } pass && IsGood(pass))
        {
            return PageAsync(http, path == "/" ? Links() : $"<p>{path}");
        }

        if (host == Door && path != "/set")
        {
            return RedirectAsync(http, $"/set?to={Uri.EscapeDataString(path)}");
        }

        http.Response.Headers.Append("Set-Cookie", $"pass={Issue()}; Path=/; HttpOnly");
        return RedirectAsync(http, path == "/set" ? http.Request.Query["to"].ToString() : path);
    }

    private string Links() => string.Concat(Enumerable.Range(1, pages).Select(page => $"<a href=/p{page}>{page}</a>"));

    private string Issue()
    {
        lock (_gate)
        {
            var pass = $"v{++_issued}";
            _uses[pass] = lasts;
            return pass;
        }
    }

    private bool IsGood(string pass)
    {
        lock (_gate)
        {
            return _uses.TryGetValue(pass, out var left) && (_uses[pass] = left - 1) >= 0;
        }
    }
}
