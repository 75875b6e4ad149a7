using System.Globalization;
using Thresher.Storage;

namespace Thresher.Client.Printing;

/// <summary>A moment to come as people read it: the local time of day, and how long that is from now.</summary>
internal static class DueTime
{
    /// <summary>12:03:04, in 25 s; or now.</summary>
    /// <param name="unixMs">Unix milliseconds.</param>
    /// <param name="time">Tells the time and its zone.</param>
    public static string Of(long unixMs, TimeProvider time)
    {
        var left = TimeSpan.FromMilliseconds(Math.Max(0, unixMs - time.UnixMs()));
        var at = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs), time.LocalTimeZone);
        return left == TimeSpan.Zero ? "now" : $"{at.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}, in {Figures.Time(left)}";
    }
}
