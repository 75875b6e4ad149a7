namespace Thresher.Web.Robots;

/// <summary>Where a URL's robots.txt lies, and which part of a URL its rules are matched against.</summary>
public static class RobotsUrl
{
    /// <summary>The robots.txt of a URL's scheme, host and port (RFC 9309 §2.3); null when the URL is malformed or not http(s).</summary>
    public static string? LocationFor(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        var host = parsed.HostNameType == UriHostNameType.IPv6 ? parsed.Host : parsed.IdnHost;
        return parsed.IsDefaultPort
            ? $"{parsed.Scheme}://{host}/robots.txt"
            : $"{parsed.Scheme}://{host}:{parsed.Port}/robots.txt";
    }

    /// <summary>The path and query of a URL as written, without fragment; <c>/</c> when it has none. Never fails: what precedes the path counts as an authority.</summary>
    public static string PathOf(string url)
    {
        ReadOnlySpan<char> rest = url;
        var fragment = rest.IndexOf('#');
        rest = fragment < 0 ? rest : rest[..fragment];

        var scheme = rest.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && rest[..scheme].IndexOfAny("/?;") < 0)
        {
            rest = rest[(scheme + 3)..];
        }
        else if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            rest = rest[2..];
        }

        var path = rest.IndexOfAny("/?;");
        if (path < 0)
        {
            return "/";
        }

        rest = rest[path..];
        return rest[0] == '/' ? rest.ToString() : $"/{rest}";
    }
}
