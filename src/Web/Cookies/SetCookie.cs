using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Thresher.Web.Urls;

namespace Thresher.Web.Cookies;

/// <summary>Reads a Set-Cookie header field as browsers do (RFC 6265 §5.2 and §5.3), with the limits and prefixes of RFC 6265bis.</summary>
public static class SetCookie
{
    /// <summary>Bytes of name and value; longer ones are ignored (RFC 6265bis §5.6).</summary>
    public const int MaxLength = 4096;

    /// <summary>Reads one field.</summary>
    /// <param name="header">The field's value, as Latin-1.</param>
    /// <param name="url">The URL whose response has it.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="cookie">The cookie; one that is over is to be forgotten.</param>
    /// <returns>False for a field that is to be ignored.</returns>
    public static bool TryParse(string header, WebUrl url, long now, [NotNullWhen(true)] out Cookie? cookie)
    {
        cookie = null;
        if (header.AsSpan().ContainsAnyInRange('\0', '\u0008') || header.AsSpan().ContainsAnyInRange('\u000a', '\u001f') || header.Contains('\u007f', StringComparison.Ordinal))
        {
            return false;
        }

        var parts = header.Split(';');
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : parts[0][..equals].Trim(' ', '\t');
        var value = (equals < 0 ? parts[0] : parts[0][(equals + 1)..]).Trim(' ', '\t');
        if (name.Length + value.Length is 0 or > MaxLength)
        {
            return false;
        }

        var read = new Cookie(url.Host, DefaultPath(url.Path), name, value) { HostOnly = true, SetAt = now };
        string? domain = null;
        long? expires = null, maxAge = null;
        var hasPath = false;
        foreach (var part in parts.AsSpan(1))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var attribute = (at < 0 ? part : part[..at]).Trim(' ', '\t').ToLowerInvariant();
            var text = at < 0 ? "" : part[(at + 1)..].Trim(' ', '\t');
            switch (attribute)
            {
                case "domain":
                    domain = text.TrimStart('.').ToLowerInvariant();
                    break;
                case "path":
                    hasPath = text.StartsWith('/');
                    read = read with { Path = hasPath ? text : DefaultPath(url.Path) };
                    break;
                case "expires" when CookieDate.TryParse(text, out var end):
                    expires = end;
                    break;
                case "max-age" when MaxAge(text) is { } seconds:
                    maxAge = seconds <= 0 ? 0 : now + (seconds * 1000);
                    break;
                case "secure":
                    read = read with { Secure = true };
                    break;
            }
        }

        // A domain is for the hosts of one owner: the host's own, or one above it, up to the registrable domain.
        if (!string.IsNullOrEmpty(domain) && domain != url.Host)
        {
            if (!IsWithin(url.Host, domain) || !IsWithin(domain, RegistrableDomain.Of(url.Host)))
            {
                return false;
            }

            read = read with { Domain = domain, HostOnly = false };
        }
        else if (domain == url.Host && !IsAddress(url.Host) && IsWithin(domain, RegistrableDomain.Of(url.Host)))
        {
            read = read with { HostOnly = false };
        }

        if (name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase) && !(read.Secure && url.IsHttps)
            || name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase) && !(read.Secure && url.IsHttps && string.IsNullOrEmpty(domain) && hasPath && read.Path == "/")
            || (read.Secure && !url.IsHttps && !IsLoopback(url)))
        {
            return false;
        }

        cookie = read with { ExpiresAt = maxAge ?? expires };
        return true;
    }

    /// <summary>Whether a host is a domain, or a host below it (RFC 6265 §5.1.3).</summary>
    internal static bool IsWithin(string host, string domain) =>
        host == domain || (host.Length > domain.Length && host.EndsWith(domain, StringComparison.Ordinal) && host[^(domain.Length + 1)] == '.' && !IsAddress(host));

    /// <summary>A URL that no one on the way can read, as browsers see it.</summary>
    internal static bool IsLoopback(WebUrl url) => url.Host is "localhost" or "127.0.0.1" or "[::1]" || url.Host.EndsWith(".localhost", StringComparison.Ordinal);

    private static bool IsAddress(string host) => host.StartsWith('[') || System.Net.IPAddress.TryParse(host, out _);

    private static string DefaultPath(string path)
    {
        var end = path.LastIndexOf('/');
        return end <= 0 ? "/" : path[..end];
    }

    private static long? MaxAge(string text)
    {
        var digits = text.AsSpan().TrimStart('-');
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') || text.Length - digits.Length > 1)
        {
            return null;
        }

        // RFC 6265bis §5.5: no cookie lasts longer than 400 days.
        const long longest = 400L * 24 * 60 * 60;
        return text[0] == '-' ? 0 : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, longest) : longest;
    }
}
