using Thresher.Grains.Crawls;
using Thresher.Grains.Requests;
using Thresher.Storage;
using Thresher.Web.Cookies;

namespace Thresher.Grains.Pages;

/// <summary>
/// A crawl's session as it is kept: a row beside its cookies, under a name that no registrable domain has. Its value is the token, which
/// is kept as a cookie's value is; when it was set is its number.
/// </summary>
internal static class LoginRow
{
    /// <summary>Under which it is kept.</summary>
    public const string Site = "(login)";

    /// <summary>The session; null before the first login.</summary>
    public static async Task<Cookie?> ReadAsync(ActiveCrawl crawl, LoginProfile login, ICookies cookies, CancellationToken cancellationToken)
    {
        var rows = await cookies.ReadAsync(crawl.Record.Id, Site, cancellationToken);
        return rows.FirstOrDefault(row => row.Name == login.Url.RequestHref);
    }

    /// <summary>The row of a session.</summary>
    public static Cookie Of(LoginProfile login, string token, long generation) => new(Site, "/", login.Url.RequestHref, token) { SetAt = generation };
}
