using Microsoft.AspNetCore.Http;

namespace Thresher.TestWeb.Sites;

/// <summary>
/// A site behind a protection against crawlers: two pages are shown at the second time they are asked for, first comes a challenge with
/// status 200 and one with 403; a third is refused for ever. <c>/login</c> has a captcha within a form and is a page like any other.
/// </summary>
/// <param name="pages">Pages besides the first.</param>
public sealed class BlockSite(int pages) : Site
{
    /// <summary>The one host.</summary>
    public const string Host = "guarded.localhost";

    /// <summary>Challenges once, with status 200.</summary>
    public const string Captcha = "/p2";

    /// <summary>Challenges once, with status 403.</summary>
    public const string Challenge = "/p4";

    /// <summary>Is refused for ever.</summary>
    public const string Refused = "/refused";

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext http, string host, string path) => path switch
    {
        "/" => PageAsync(http, string.Concat(Enumerable.Range(1, pages).Select(page => $"<a href=/p{page}>{page}</a>")) + $"<a href={Refused}>x</a><a href=/login>login</a>"),
        Captcha when RequestsTo(host, path) == 1 => PageAsync(http, "<p>Please confirm that you are human.<div class=h-captcha></div><script src=https://js.hcaptcha.com/1/api.js></script>"),
        Challenge when RequestsTo(host, path) == 1 => ChallengeAsync(http),
        Refused => PageAsync(http, "<h1>Access denied</h1><p>Your IP address has been blocked because of suspicious activity.", StatusCodes.Status403Forbidden),
        "/login" => PageAsync(http, "<form><input name=user><input type=password name=password><div class=g-recaptcha></div>Confirm that you are not a robot</form>"),
        _ => PageAsync(http, $"<p>{path}"),
    };

    private static Task ChallengeAsync(HttpContext http)
    {
        http.Response.Headers["cf-mitigated"] = "challenge";
        return PageAsync(http, "<p>Just a moment...", StatusCodes.Status403Forbidden);
    }
}
