using Thresher.Grains.Fetching;
using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Web.Cookies;
using Thresher.Web.Urls;

namespace Thresher.Grains.Logins;

/// <summary>On whose behalf a login is made.</summary>
/// <param name="Login">The login.</param>
/// <param name="UserAgent">User-Agent header.</param>
/// <param name="Limits">Bounds of each request.</param>
/// <param name="Extras">What a request carries besides the usual, and by which proxy.</param>
/// <param name="Jar">The jar of a URL's registrable domain, which takes the cookies that are set.</param>
/// <param name="Pause">Waits until a request may follow one to another URL; false when it may not be sent.</param>
/// <param name="Told">Is told each step; null for nobody.</param>
public sealed record LoginRequest(
    LoginProfile Login,
    string UserAgent,
    FetchLimits Limits,
    Func<WebUrl, RequestExtras> Extras,
    Func<WebUrl, Task<CookieJar>> Jar,
    Func<WebUrl, WebUrl, Task<bool>> Pause,
    Action<LoginStep>? Told = null);
