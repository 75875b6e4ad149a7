using System.Globalization;
using Thresher.Client.Printing;
using Thresher.Client.Watching;
using Thresher.Grains.Contracts;

namespace Thresher.Client.Producing;

/// <summary>Progress of seeding on stderr: one line, rewritten, on a terminal; a line every few seconds elsewhere.</summary>
internal sealed class SeedProgress(TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan Interval = Screen.IsTerminal ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(5);
    private readonly long _started = time.GetTimestamp();
    private long _shownAt = time.GetTimestamp();
    private int _width;

    /// <summary>Shows the counts when an update is due, and the part of the source that is done where known (0 to 1).</summary>
    public void Show(SeedCounts counts, double? done)
    {
        if (time.GetElapsedTime(_shownAt) < Interval)
        {
            return;
        }

        _shownAt = time.GetTimestamp();
        var rate = counts.Total / time.GetElapsedTime(_started).TotalSeconds;
        var text = $"{Figures.Plural(counts.Total, "seed")}, {Figures.Count(counts.Added)} added, {Figures.Rate(rate)}/s"
            + (done is { } part ? string.Create(CultureInfo.InvariantCulture, $", {Math.Min(part, 1):0.0%} of the source") : "");
        if (Screen.IsTerminal)
        {
            error.Write($"\r{text.PadRight(_width)}");
            _width = text.Length;
        }
        else
        {
            error.WriteLine(text);
        }
    }

    /// <summary>Writes a line of its own.</summary>
    public void Tell(string line)
    {
        Clear();
        error.WriteLine(line);
    }

    /// <summary>Clears the rewritten line.</summary>
    public void Clear()
    {
        if (_width > 0)
        {
            error.Write($"\r{new string(' ', _width)}\r");
            _width = 0;
        }
    }
}
