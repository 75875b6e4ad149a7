namespace Thresher.Storage;

/// <summary>Unix milliseconds, the unit of every stored time.</summary>
public static class StoreClock
{
    /// <summary>Now, in Unix milliseconds.</summary>
    public static long UnixMs(this TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
