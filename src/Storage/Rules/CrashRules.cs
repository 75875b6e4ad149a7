namespace Thresher.Storage.Rules;

/// <summary>What both engines do with URLs that were leased when their process died (docs/decisions/0004).</summary>
internal static class CrashRules
{
    /// <summary>Strikes at which a URL is quarantined.</summary>
    public const int StrikeLimit = 3;

    /// <summary>How long a URL that struck is left alone: some of its neighbours go first.</summary>
    public static readonly TimeSpan StrikeDelay = TimeSpan.FromSeconds(2);
}
