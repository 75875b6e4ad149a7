using System.Globalization;

namespace Thresher.Jobs;

/// <summary>Durations as users write them: a number and <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>; plain <c>0</c> too.</summary>
public static class Duration
{
    private static readonly (string Suffix, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Reads a duration of 0 to 365 days.</summary>
    /// <returns>False when the text is no such duration.</returns>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        text = text?.Trim();
        if (text == "0")
        {
            return true;
        }

        foreach (var (suffix, milliseconds) in Units)
        {
            if (text is not null && text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds <= TimeSpan.FromDays(365).TotalMilliseconds)
            {
                value = TimeSpan.FromMilliseconds(number * milliseconds);
                return true;
            }
        }

        return false;
    }

    /// <summary>The shortest exact form: <c>1500ms</c>, <c>90s</c>, <c>2h</c>.</summary>
    public static string Format(TimeSpan value)
    {
        var (suffix, milliseconds) = Units.Last(unit => unit.Milliseconds == 1 || (value > TimeSpan.Zero && value.TotalMilliseconds % unit.Milliseconds == 0));
        return (value.TotalMilliseconds / milliseconds).ToString("0.###", CultureInfo.InvariantCulture) + suffix;
    }
}
