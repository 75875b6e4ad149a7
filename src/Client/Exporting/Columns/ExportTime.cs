using System.Globalization;

namespace Thresher.Client.Exporting.Columns;

/// <summary>Times as exports write them (RFC 3339, UTC, milliseconds) and as <c>--since</c> reads them.</summary>
internal static class ExportTime
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The time as text.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Writes the time's 24 characters.</summary>
    public static void Write(DateTimeOffset time, Span<byte> to) =>
        time.UtcDateTime.TryFormat(to, out _, Form, CultureInfo.InvariantCulture);

    /// <summary>Reads a date or a time; one without an offset is UTC, as exports write it.</summary>
    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
