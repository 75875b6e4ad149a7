using System.Globalization;
using System.Text;
using Thresher.Extraction.Sources;
using Thresher.Jobs.Rules;

namespace Thresher.Extraction.Rules;

/// <summary>From a field's text to its typed value.</summary>
internal sealed class TypedText(FieldType type, CultureInfo culture, string? format)
{
    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd", "yyyy-MM", "d MMMM yyyy", "d MMM yyyy", "MMMM d, yyyy", "MMM d, yyyy", "d. MMMM yyyy", "d. MMM yyyy", "MMMM d yyyy", "dddd, d MMMM yyyy", "dddd, MMMM d, yyyy",
    ];

    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyyMMdd'T'HHmmssK",
        "ddd, d MMM yyyy HH:mm:ss 'GMT'", "ddd, d MMM yyyy HH:mm:ss zzz",
    ];

    /// <summary>The value: string, long, decimal or bool; null with what is wrong with the text.</summary>
    public (object? Value, string? Error) Read(string text, PageSource page) => type switch
    {
        FieldType.Integer => Plain(text) is { } number && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? (whole, null)
            : (null, "no whole number"),
        FieldType.Decimal => Plain(text) is { } number
            && decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var exact)
            ? (exact, null)
            : (null, "no number"),
        FieldType.Boolean => text.Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => (true, null),
            "false" or "no" or "off" or "0" => (false, null),
            _ => (null, "neither true nor false"),
        },
        FieldType.Date => Date(text.Trim()) is { } date ? (date, null) : (null, "no date"),
        FieldType.Url => page.Resolve(text.Trim()) is { } url ? (url, null) : (null, "no http or https URL"),
        _ => (text, null),
    };

    /// <summary>The number as invariant text: without currency signs, blanks and group separators; null when it has none.</summary>
    private string? Plain(string text)
    {
        var form = culture.NumberFormat;
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var kind = char.GetUnicodeCategory(c);
            if (kind is UnicodeCategory.CurrencySymbol || char.IsWhiteSpace(c) || (plain.Length > 0 && form.NumberGroupSeparator.Contains(c)))
            {
                continue;
            }

            plain.Append(form.NumberDecimalSeparator.Contains(c) ? '.' : c is '\u2212' ? '-' : c);
        }

        return plain.Length is 0 or > 64 ? null : plain.ToString();
    }

    private string? Date(string text)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (format is not null)
        {
            return DateTimeOffset.TryParseExact(text, format, culture, Styles, out var exact)
                ? Write(exact, format.AsSpan().ContainsAny("Hhmst"))
                : null;
        }

        return DateTimeOffset.TryParseExact(text, DateForms, culture, Styles, out var day) ? Write(day, withTime: false)
            : DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, Styles, out var time) ? Write(time, withTime: true)
            : null;
    }

    private static string Write(DateTimeOffset date, bool withTime) => withTime
        ? date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
        : date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
