using System.Globalization;
using System.Text;

namespace Thresher.Web.Robots;

/// <summary>How fast and when a crawler may come: the fields beside the rules, none of them in RFC 9309. A value that cannot be read is ignored.</summary>
internal sealed class RobotsPacing
{
    private const int MaxValueLength = 64;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public TimeSpan? CrawlDelay { get; private set; }

    public RequestRate? RequestRate { get; private set; }

    public DailyWindow? VisitTime { get; private set; }

    /// <summary>Takes over what another asks for: of each field the more polite value.</summary>
    public void Add(RobotsPacing other)
    {
        CrawlDelay = CrawlDelay > other.CrawlDelay ? CrawlDelay : other.CrawlDelay ?? CrawlDelay;
        RequestRate = RequestRate?.Interval > other.RequestRate?.Interval ? RequestRate : other.RequestRate ?? RequestRate;
        VisitTime ??= other.VisitTime;
    }

    /// <summary>Reads one record, in addition to those before it.</summary>
    public void Add(RobotsField field, ReadOnlySpan<byte> value)
    {
        var text = Encoding.Latin1.GetString(value[..Math.Min(value.Length, MaxValueLength)]);
        Add(field switch
        {
            RobotsField.CrawlDelay => new RobotsPacing { CrawlDelay = ParseDelay(text) },
            RobotsField.RequestRate => new RobotsPacing { RequestRate = ParseRate(text) },
            RobotsField.VisitTime => new RobotsPacing { VisitTime = ParseWindow(text) },
            _ => new RobotsPacing(),
        });
    }

    /// <summary>Seconds, with a fraction if need be; what follows the number (a unit, markup) is ignored.</summary>
    private static TimeSpan? ParseDelay(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept("0123456789.");
        return double.TryParse(end < 0 ? text : text[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds))
            : null;
    }

    /// <summary><c>requests/period[s|m|h|d] [hhmm-hhmm]</c>.</summary>
    private static RequestRate? ParseRate(ReadOnlySpan<char> text)
    {
        var blank = text.IndexOfAny(' ', '\t');
        var rate = blank < 0 ? text : text[..blank];
        var slash = rate.IndexOf('/');
        if (slash < 0 || !TryParseCount(rate[..slash], out var requests))
        {
            return null;
        }

        var period = rate[(slash + 1)..];
        var unit = period.IsEmpty ? 0 : SecondsOf(period[^1]);
        period = unit == 0 ? period : period[..^1];
        if (!TryParseCount(period, out var count))
        {
            return null;
        }

        var seconds = Math.Min(count * (double)Math.Max(unit, 1), Longest.TotalSeconds);
        return new RequestRate(requests, TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Two times of four digits, apart by <c>-</c> or blanks.</summary>
    private static DailyWindow? ParseWindow(ReadOnlySpan<char> text) =>
        text.Length >= 9
        && text[4..^4].IndexOfAnyExcept("- \t") < 0
        && TryParseTime(text[..4], out var start)
        && TryParseTime(text[^4..], out var end)
            ? new DailyWindow(start, end)
            : null;

    private static bool TryParseTime(ReadOnlySpan<char> text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static bool TryParseCount(ReadOnlySpan<char> text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;

    private static int SecondsOf(char unit) => char.ToLowerInvariant(unit) switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => 0,
    };
}
