namespace Thresher.Grains.Politeness;

/// <summary>
/// Leaves a host alone that fails: five failures in a row close it for 5 minutes, each further failure for twice as
/// long, up to 6 h; after the eighth closing it is given up. One success forgets all.
/// </summary>
public static class Breaker
{
    /// <summary>Failures in a row that close the host.</summary>
    public const int Threshold = 5;

    /// <summary>Closings after which the host is given up: with the defaults some 11 hours of failures.</summary>
    public const int GiveUpAfter = 8;

    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Cap = TimeSpan.FromHours(6);

    /// <summary>How long the host is left alone after this many failures in a row; zero below the threshold.</summary>
    public static TimeSpan Closed(int failuresInARow)
    {
        var closings = failuresInARow - Threshold + 1;
        if (closings <= 0)
        {
            return TimeSpan.Zero;
        }

        var minutes = Math.Min(First.TotalMinutes * Math.Pow(2, closings - 1), Cap.TotalMinutes);
        return TimeSpan.FromMinutes(minutes);
    }

    /// <summary>Whether the host has failed so long that what is queued for it is failed too.</summary>
    public static bool GivenUp(int failuresInARow) => failuresInARow - Threshold + 1 > GiveUpAfter;
}
