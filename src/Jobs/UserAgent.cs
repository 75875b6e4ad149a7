namespace Thresher.Jobs;

/// <summary>Who we say we are.</summary>
public static class UserAgent
{
    /// <summary>The User-Agent header of jobs that set none.</summary>
    public static string Default { get; } =
        $"Thresher/{typeof(UserAgent).Assembly.GetName().Version?.ToString(3)} (+https://github.com/thresher-crawler/thresher)";

    /// <summary>The product token of a User-Agent header, which robots.txt groups are matched with (RFC 9309 §2.2.1).</summary>
    public static string ProductToken(string userAgent)
    {
        var end = 0;
        while (end < userAgent.Length && (char.IsAsciiLetter(userAgent[end]) || userAgent[end] is '-' or '_'))
        {
            end++;
        }

        return end == 0 ? userAgent : userAgent[..end];
    }

    /// <summary>The header of a job.</summary>
    public static string Of(string? jobUserAgent) => jobUserAgent ?? Default;
}
