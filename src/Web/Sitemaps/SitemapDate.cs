using System.Globalization;

namespace Thresher.Web.Sitemaps;

/// <summary>Reads the dates of sitemaps and feeds: W3C date and time (ISO 8601), and RFC 822 with RFC 2822's years.</summary>
internal static class SitemapDate
{
    private static readonly string[] W3cFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-ddTHH:mmK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM",
        "yyyy",
    ];

    private static readonly string[] MailFormats =
    [
        "d MMM yyyy HH:mm:ss zzz",
        "d MMM yy HH:mm:ss zzz",
        "d MMM yyyy HH:mm zzz",
        "d MMM yy HH:mm zzz",
    ];

    /// <summary>A point in time in UTC; null when the text is no such date. W3C times without a zone count as UTC.</summary>
    public static DateTimeOffset? Parse(string text) =>
        TryParse(text, W3cFormats, out var date) || TryParse(WithNumericZone(text), MailFormats, out date) ? date : null;

    private static bool TryParse(string text, string[] formats, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text,
        formats,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowInnerWhite | DateTimeStyles.AllowTrailingWhite | DateTimeStyles.AllowLeadingWhite,
        out date);

    /// <summary>Drops the weekday, often wrong, and spells out the zones of RFC 822.</summary>
    private static string WithNumericZone(string text)
    {
        text = text[(text.IndexOf(',') + 1)..].Trim();
        var blank = text.LastIndexOf(' ');
        return text[(blank + 1)..].ToUpperInvariant() switch
        {
            "GMT" or "UT" or "UTC" or "Z" => $"{text[..blank]} +00:00",
            "EDT" => $"{text[..blank]} -04:00",
            "EST" or "CDT" => $"{text[..blank]} -05:00",
            "CST" or "MDT" => $"{text[..blank]} -06:00",
            "MST" or "PDT" => $"{text[..blank]} -07:00",
            "PST" => $"{text[..blank]} -08:00",
            _ => text,
        };
    }
}
