namespace Thresher.Web.Robots;

/// <summary>A part of every day, in UTC; it spans midnight when <paramref name="End"/> is before <paramref name="Start"/>.</summary>
/// <param name="Start">When the window opens, inclusive.</param>
/// <param name="End">When it closes, exclusive.</param>
public readonly record struct DailyWindow(TimeOnly Start, TimeOnly End)
{
    /// <summary>Whether a time of day (UTC) lies in the window.</summary>
    public bool Contains(TimeOnly time) => time.IsBetween(Start, End);

    /// <summary>How long from a moment until the window is open; zero while it is. One whose ends are the same is always open.</summary>
    public TimeSpan OpensIn(DateTimeOffset now)
    {
        var time = TimeOnly.FromTimeSpan(now.UtcDateTime.TimeOfDay);
        return Start == End || Contains(time) ? TimeSpan.Zero : Start - time;
    }
}
