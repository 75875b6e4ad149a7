using System.Globalization;

namespace Thresher.Web.Cookies;

/// <summary>
/// Netscape's cookies.txt, as browsers' extensions, curl and wget write it: seven fields between tabs (domain, whether hosts below get
/// it, path, whether it is secure, end in Unix seconds or 0, name, value); <c>#HttpOnly_</c> before a domain is no comment.
/// </summary>
public static class CookiesTxt
{
    private const int Fields = 7;
    private const string HttpOnly = "#HttpOnly_";

    /// <summary>Reads the text of such a file.</summary>
    /// <exception cref="FormatException">A line is none: it names the line, and no value.</exception>
    public static IReadOnlyList<Cookie> Parse(string text)
    {
        var cookies = new List<Cookie>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            line = line.StartsWith(HttpOnly, StringComparison.Ordinal) ? line[HttpOnly.Length..] : line;
            if (line.StartsWith('#') || string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var fields = line.Split('\t');
            if (fields.Length == Fields - 1)
            {
                // A cookie without a value, written by some without the last tab.
                fields = [.. fields, ""];
            }

            if (fields.Length != Fields || !fields[2].StartsWith('/') || !decimal.TryParse(fields[4], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var end))
            {
                throw new FormatException($"line {number} is not one of a cookies.txt: seven fields between tabs (domain, TRUE or FALSE, path, TRUE or FALSE, end in seconds, name, value)");
            }

            cookies.Add(new Cookie(fields[0].TrimStart('.').ToLowerInvariant(), fields[2], fields[5], fields[6])
            {
                HostOnly = !fields[1].Equals("TRUE", StringComparison.OrdinalIgnoreCase),
                Secure = fields[3].Equals("TRUE", StringComparison.OrdinalIgnoreCase),
                ExpiresAt = end == 0 ? null : (long)Math.Min(end, 253_402_300_799m) * 1000,
            });
        }

        return cookies;
    }
}
