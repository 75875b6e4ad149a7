using System.Globalization;

namespace Thresher.Client.Printing;

/// <summary>Formats numbers for people, the same in every culture.</summary>
internal static class Figures
{
    /// <summary>1,234,567.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>12.3 MB, in decimal units.</summary>
    public static string Bytes(double value)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        while (value >= 999.95 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {units[unit]}";
    }

    /// <summary>94.3, or 1,234 when it is large.</summary>
    public static string Rate(double value) => value.ToString(value < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    /// <summary>0.4 s, 12 s, 3:05 min, 2:03:05 h, 4 d 2 h.</summary>
    public static string Time(TimeSpan value) =>
        value < TimeSpan.FromSeconds(10) ? $"{value.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s"
        : value < TimeSpan.FromMinutes(1) ? $"{(int)value.TotalSeconds} s"
        : value < TimeSpan.FromHours(1) ? $"{value:m\\:ss} min"
        : value < TimeSpan.FromDays(1) ? $"{value:h\\:mm\\:ss} h"
        : $"{value.Days} d {value.Hours} h";

    /// <summary>The count with its noun, in the plural unless it is 1.</summary>
    public static string Plural(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";
}
