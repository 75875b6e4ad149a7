using System.Globalization;

namespace Thresher.Storage.Rules;

/// <summary>
/// What becomes of URLs that were leased when their owner ended (docs/decisions/0004). They are queued again; a death
/// that counts is a crash of each of them and a strike of those that were being parsed. A strike delays the next try,
/// the last one quarantines.
/// </summary>
internal static class CrashRules
{
    /// <summary>Strikes at which a URL is quarantined.</summary>
    public const int StrikeLimit = 3;

    /// <summary>How long a URL that struck is left alone: some of its neighbours go first.</summary>
    public static readonly TimeSpan StrikeDelay = TimeSpan.FromSeconds(2);

    /// <summary>The assignments of an UPDATE of such rows.</summary>
    /// <param name="counts">SQL of whether the death counts.</param>
    /// <param name="now">SQL of the present time, Unix milliseconds.</param>
    public static string Assignments(string counts, string now)
    {
        var strikes = $"parsing AND {counts}";
        var isLast = string.Create(CultureInfo.InvariantCulture, $"strikes + 1 >= {StrikeLimit}");
        var again = string.Create(CultureInfo.InvariantCulture, $"{now} + {(long)StrikeDelay.TotalMilliseconds}");
        return $"""
            state    = CASE WHEN NOT ({strikes}) THEN {UrlStates.Queued} WHEN {isLast} THEN {UrlStates.Quarantined} ELSE {UrlStates.Retrying} END,
            outcome  = CASE WHEN {strikes} AND {isLast} THEN {FetchOutcomes.KilledItsProcess} ELSE {FetchOutcomes.None} END,
            due_at   = CASE WHEN {strikes} AND NOT ({isLast}) THEN {again} ELSE 0 END,
            strikes  = strikes + CASE WHEN {strikes} THEN 1 ELSE 0 END,
            crashes  = crashes + CASE WHEN {counts} THEN 1 ELSE 0 END,
            parsing  = false
            """;
    }
}
