using System.Globalization;
using System.Text.Json;

namespace Thresher.Silo.Http;

/// <summary>Formats JSON values for the page; the page's script has the same formats under the same names.</summary>
internal static class CellFormat
{
    private static readonly long FirstTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long LastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Resolves a dotted path.</summary>
    /// <returns>Null when there is no value.</returns>
    public static JsonElement? Resolve(JsonElement model, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (model.ValueKind != JsonValueKind.Object || !model.TryGetProperty(name, out model))
            {
                return null;
            }
        }

        return model.ValueKind == JsonValueKind.Null ? null : model;
    }

    /// <summary>Writes a value.</summary>
    public static string Write(JsonElement? value, string format) => value is not { } some
        ? "–"
        : format switch
        {
            "text" or "crawl" => some.ToString(),
            "count" => some.GetInt64().ToString("N0", CultureInfo.InvariantCulture),
            "rate" => some.GetDouble().ToString("0.0", CultureInfo.InvariantCulture),
            "seconds" => some.GetDouble().ToString("0.0", CultureInfo.InvariantCulture) + " s",
            "time" => Time(some.GetInt64()),
            "bytes" => Bytes(some.GetInt64()),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };

    /// <summary>The time of day; a dash for what is beyond all times, as stores write "never".</summary>
    private static string Time(long unixMs) => unixMs >= FirstTime && unixMs <= LastTime
        ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("HH:mm:ss", CultureInfo.InvariantCulture)
        : "–";

    private static string Bytes(double value)
    {
        var unit = 0;
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
