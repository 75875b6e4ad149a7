using System.Text;
using Microsoft.AspNetCore.Http;

namespace Thresher.TestWeb.Sites;

/// <summary>
/// <c>shop.localhost</c> shows its pages to those who send a token and a key, <c>intranet.localhost</c> to those who know name and
/// password, and both lead to <c>other.localhost</c>, by link and by redirect, which is to know none of it.
/// </summary>
/// <param name="token">The bearer token.</param>
/// <param name="key">Value of the header X-Shop-Key.</param>
/// <param name="password">The password of <c>crawler</c>.</param>
/// <param name="pages">Pages of the shop besides its first.</param>
public sealed class ProtectedSite(string token, string key, string password, int pages) : Site
{
    /// <summary>The host that wants the token.</summary>
    public const string Shop = "shop.localhost";

    /// <summary>The host that wants name and password.</summary>
    public const string Intranet = "intranet.localhost";

    /// <summary>The host that is to know nothing.</summary>
    public const string Other = "other.localhost";

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext http, string host, string path) => host switch
    {
        Shop when http.Request.Headers.Authorization != $"Bearer {token}" || http.Request.Headers["X-Shop-Key"] != key => StatusAsync(http, StatusCodes.Status401Unauthorized),
        Shop when path == "/" => PageAsync(http, $"{Links()}<a href=/away>away</a><a href=\"{UrlOf(Intranet, "/")}\">staff</a>"),
        Shop when path == "/away" => RedirectAsync(http, UrlOf(Other, "/landing")),
        Intranet when http.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"crawler:{password}"))}" => StatusAsync(http, StatusCodes.Status401Unauthorized),
        Intranet when path == "/" => PageAsync(http, $"<a href=\"{UrlOf(Other, "/linked")}\">other</a>"),
        _ => PageAsync(http, $"<p>{path}"),
    };

    private string Links() => string.Concat(Enumerable.Range(1, pages).Select(page => $"<a href=/p{page}>{page}</a>"));
}
