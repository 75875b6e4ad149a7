namespace Thresher.TestWeb.Generation;

/// <summary>Repeatable chance: the same seed and place give the same roll in every process and version.</summary>
internal static class Dice
{
    public static ulong Roll(ulong seed, int host, long place, int purpose)
    {
        var mixed = Mix(seed + 0x9E3779B97F4A7C15);
        mixed = Mix(mixed ^ (uint)host);
        mixed = Mix(mixed ^ (ulong)place);
        return Mix(mixed ^ (uint)purpose);
    }

    /// <summary>A roll from 0 to <paramref name="sides"/> - 1.</summary>
    public static int Roll(ulong seed, int host, long place, int purpose, int sides) =>
        (int)(Roll(seed, host, place, purpose) % (uint)sides);

    /// <summary>True in about <paramref name="share"/> of all places.</summary>
    public static bool Hits(ulong seed, int host, long place, int purpose, double share) =>
        (Roll(seed, host, place, purpose) >> 11) * (1.0 / (1UL << 53)) < share;

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
