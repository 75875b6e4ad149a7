namespace Thresher.Silo.Database;

/// <summary>Determines how far two clocks differ, as far as one exchange can tell.</summary>
internal static class ClockSkew
{
    /// <summary>Differences up to this are ignored.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How far this clock is ahead (negative: behind); null when it is within the tolerance, given that the other clock
    /// was read at an unknown moment of the exchange.
    /// </summary>
    /// <param name="asked">This clock before the other was asked.</param>
    /// <param name="theirs">The other clock.</param>
    /// <param name="answered">This clock after the answer.</param>
    public static TimeSpan? Between(DateTimeOffset asked, DateTimeOffset theirs, DateTimeOffset answered)
    {
        var skew = asked - theirs > Tolerance ? asked - theirs
            : answered - theirs < -Tolerance ? answered - theirs
            : TimeSpan.Zero;
        return skew == TimeSpan.Zero ? null : skew;
    }
}
