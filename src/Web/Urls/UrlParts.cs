namespace Thresher.Web.Urls;

/// <summary>Parts of a stored URL, which is known to be parsed, absolute and without user info.</summary>
internal static class UrlParts
{
    /// <summary>Length of <c>scheme://host[:port]</c>.</summary>
    public static int OriginLength(string url)
    {
        var slash = url.IndexOf('/', url.IndexOf(':', StringComparison.Ordinal) + 3);
        return slash < 0 ? url.Length : slash;
    }

    /// <summary>The scheme.</summary>
    public static string Scheme(string url) => url.StartsWith("https:", StringComparison.Ordinal) ? "https" : "http";
}
