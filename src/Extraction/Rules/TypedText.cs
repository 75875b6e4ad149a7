using System.Globalization;
using Thresher.Extraction.Sources;
using Thresher.Jobs.Rules;

namespace Thresher.Extraction.Rules;

/// <summary>From a field's text to its typed value.</summary>
internal sealed class TypedText(FieldType type, CultureInfo culture, string? format)
{
    private static readonly string[] IsoForms = ["yyyy-MM-dd", "yyyy-MM"];

    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyyMMdd'T'HHmmssK",
        "ddd, d MMM yyyy HH:mm:ss 'GMT'", "ddd, d MMM yyyy HH:mm:ss zzz",
    ];

    private readonly LocaleNumber _number = new(culture);
    private readonly LocaleDate _date = new(culture);

    /// <summary>The value: string, long, decimal or bool; null with what is wrong with the text.</summary>
    public (object? Value, string? Error) Read(string text, PageSource page) => type switch
    {
        FieldType.Integer => _number.Read(text) is { } number && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? (whole, null)
            : (null, "not a whole number"),
        FieldType.Decimal => _number.Read(text) is { } number
            && decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var exact)
            ? (exact, null)
            : (null, "not a number"),
        FieldType.Boolean => text.Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => (true, null),
            "false" or "no" or "off" or "0" => (false, null),
            _ => (null, "neither true nor false"),
        },
        FieldType.Date => Date(text.Trim()) is { } date ? (date, null) : (null, "not a date"),
        FieldType.Url => page.Resolve(text.Trim()) is { } url ? (url, null) : (null, "not an http or https URL"),
        _ => (text, null),
    };

    private string? Date(string text)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (format is not null)
        {
            return DateTimeOffset.TryParseExact(text, format, culture, Styles, out var exact)
                ? Write(exact, format.AsSpan().ContainsAny("Hhmst"))
                : null;
        }

        return DateTimeOffset.TryParseExact(text, IsoForms, CultureInfo.InvariantCulture, Styles, out var day) ? Write(day, withTime: false)
            : DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, Styles, out var time) ? Write(time, withTime: true)
            : _date.Read(text) is { } written ? Write(new DateTimeOffset(written, TimeSpan.Zero), withTime: false)
            : null;
    }

    private static string Write(DateTimeOffset date, bool withTime) => withTime
        ? date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
        : date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
