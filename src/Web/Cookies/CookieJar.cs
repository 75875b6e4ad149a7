using Thresher.Web.Urls;

namespace Thresher.Web.Cookies;

/// <summary>
/// The cookies of one registrable domain, for one request and its response: what to send, and what the response changes. Not safe for
/// several threads.
/// </summary>
public sealed class CookieJar
{
    /// <summary>Cookies of a registrable domain at most: beyond it the oldest goes.</summary>
    public const int MaxCookies = 180;

    private readonly Dictionary<(string Domain, string Path, string Name), Cookie> _cookies = [];
    private readonly HashSet<(string Domain, string Path, string Name)> _given;
    private readonly Dictionary<(string Domain, string Path, string Name), CookieChange> _changes = [];

    /// <summary>A jar.</summary>
    /// <param name="given">What the crawl started with.</param>
    /// <param name="kept">What was kept since; each replaces a given one, and hides it where it is over.</param>
    public CookieJar(IEnumerable<Cookie> given, IEnumerable<Cookie> kept)
    {
        foreach (var cookie in given)
        {
            _cookies[cookie.Key] = cookie;
        }

        _given = [.. _cookies.Keys];
        foreach (var cookie in kept)
        {
            _cookies[cookie.Key] = cookie;
        }
    }

    /// <summary>What <see cref="Take"/> changed.</summary>
    public IReadOnlyCollection<CookieChange> Changes => _changes.Values;

    /// <summary>Whether it has a cookie that would be sent to the URL.</summary>
    public bool Sends(WebUrl url, long now) => _cookies.Values.Any(cookie => Matches(cookie, url, now));

    /// <summary>The Cookie header for a request (RFC 6265 §5.4); null for none.</summary>
    public string? Header(WebUrl url, long now)
    {
        var sent = _cookies.Values.Where(cookie => Matches(cookie, url, now))
            .OrderByDescending(cookie => cookie.Path.Length).ThenBy(cookie => cookie.SetAt).ThenBy(cookie => cookie.Name, StringComparer.Ordinal)
            .Select(cookie => cookie.Name.Length == 0 ? cookie.Value : $"{cookie.Name}={cookie.Value}").ToList();
        return sent.Count == 0 ? null : string.Join("; ", sent);
    }

    /// <summary>Takes what a response sets.</summary>
    /// <param name="url">The URL that was asked.</param>
    /// <param name="headers">Its Set-Cookie fields, in order.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Take(WebUrl url, IEnumerable<string> headers, long now)
    {
        foreach (var header in headers)
        {
            if (SetCookie.TryParse(header, url, now, out var cookie))
            {
                Put(cookie, now);
            }
        }
    }

    private static bool Matches(Cookie cookie, WebUrl url, long now) =>
        !cookie.IsOver(now)
        && (cookie.HostOnly ? url.Host == cookie.Domain : SetCookie.IsWithin(url.Host, cookie.Domain))
        && (url.Path == cookie.Path || (url.Path.StartsWith(cookie.Path, StringComparison.Ordinal) && (cookie.Path[^1] == '/' || url.Path[cookie.Path.Length] == '/')))
        && (!cookie.Secure || url.IsHttps || SetCookie.IsLoopback(url));

    private void Put(Cookie cookie, long now)
    {
        var known = _cookies.GetValueOrDefault(cookie.Key);
        if (cookie.IsOver(now) && !_given.Contains(cookie.Key))
        {
            if (known is not null)
            {
                _cookies.Remove(cookie.Key);
                _changes[cookie.Key] = new CookieChange(known, IsGone: true);
            }

            return;
        }

        cookie = known is null ? cookie : cookie with { SetAt = known.SetAt };
        if (cookie == known)
        {
            return;
        }

        if (known is null && _cookies.Count >= MaxCookies)
        {
            var oldest = _cookies.Values.Where(held => !_given.Contains(held.Key)).OrderBy(held => !held.IsOver(now)).ThenBy(held => held.SetAt).FirstOrDefault();
            if (oldest is null)
            {
                return;
            }

            _cookies.Remove(oldest.Key);
            _changes[oldest.Key] = new CookieChange(oldest, IsGone: true);
        }

        _cookies[cookie.Key] = cookie;
        _changes[cookie.Key] = new CookieChange(cookie, IsGone: false);
    }
}

/// <summary>A change of a jar.</summary>
/// <param name="Cookie">The cookie.</param>
/// <param name="IsGone">Whether it is no more; else it is set.</param>
public sealed record CookieChange(Cookie Cookie, bool IsGone);
