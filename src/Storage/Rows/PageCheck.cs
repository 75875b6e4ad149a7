namespace Thresher.Storage.Rows;

/// <summary>A stored page was looked at again and is unchanged.</summary>
/// <param name="CheckedAt">When, Unix milliseconds.</param>
/// <param name="ETag">ETag to ask with next time.</param>
/// <param name="LastModified">Last-Modified to ask with next time.</param>
public sealed record PageCheck(long CheckedAt, string? ETag, string? LastModified)
{
    /// <summary>Heads of the exchange, compressed, when the job keeps bodies.</summary>
    public byte[]? Head { get; init; }
}
