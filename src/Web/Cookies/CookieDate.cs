using System.Globalization;

namespace Thresher.Web.Cookies;

/// <summary>Dates in cookies, in whatever order and with whatever marks they are written (RFC 6265 §5.1.1).</summary>
internal static class CookieDate
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Reads a date.</summary>
    /// <param name="text">The attribute's value.</param>
    /// <param name="at">Unix milliseconds.</param>
    public static bool TryParse(string text, out long at)
    {
        at = 0;
        (int Hour, int Minute, int Second)? time = null;
        int? day = null, month = null, year = null;
        foreach (var token in Tokens(text))
        {
            if (time is null && TimeOf(token) is { } clock)
            {
                time = clock;
            }
            else if (day is null && Number(token, 1, 2) is { } number)
            {
                day = number;
            }
            else if (month is null && token.Length >= 3 && Array.IndexOf(Months, token[..3].ToLowerInvariant()) is >= 0 and var index)
            {
                month = index + 1;
            }
            else if (year is null && Number(token, 2, 4) is { } written)
            {
                year = written is >= 70 and <= 99 ? written + 1900 : written is >= 0 and <= 69 ? written + 2000 : written;
            }
        }

        if (time is not { Hour: <= 23, Minute: <= 59, Second: <= 59 } clocked || month is not { } m || year is not (>= 1601 and <= 9999) || day is not >= 1 || day > DateTime.DaysInMonth(year.Value, m))
        {
            return false;
        }

        at = new DateTimeOffset(year.Value, m, day.Value, clocked.Hour, clocked.Minute, clocked.Second, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return true;
    }

    private static IEnumerable<string> Tokens(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] is '\t' or (>= ' ' and <= '/') or (>= ';' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~'))
            {
                if (i > start)
                {
                    yield return text[start..i];
                }

                start = i + 1;
            }
        }
    }

    private static (int Hour, int Minute, int Second)? TimeOf(string token)
    {
        var parts = token.Split(':');
        return parts.Length == 3 && Number(parts[0], 1, 2) is { } hour && Number(parts[1], 1, 2) is { } minute && Number(parts[2], 1, 2) is { } second
            ? (hour, minute, second)
            : null;
    }

    /// <summary>The digits at the token's beginning, so many, with no further digit behind.</summary>
    private static int? Number(string token, int least, int most)
    {
        var digits = 0;
        while (digits < token.Length && char.IsAsciiDigit(token[digits]))
        {
            digits++;
        }

        return digits >= least && digits <= most ? int.Parse(token.AsSpan(0, digits), CultureInfo.InvariantCulture) : null;
    }
}
