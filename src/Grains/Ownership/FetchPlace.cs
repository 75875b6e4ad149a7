namespace Thresher.Grains.Ownership;

/// <summary>One place in flight, from dispatch to commit; released once.</summary>
public sealed class FetchPlace(FetchSlots slots, SlotAccount account, long since) : IDisposable
{
    internal SlotAccount Account => account;

    /// <summary>Timestamp since which it is held.</summary>
    internal long Since => since;

    /// <summary>Whether the domain counted as slow when it got it.</summary>
    internal bool WasSlow { get; init; }

    /// <summary>Whether the host has answered, or is not expected to.</summary>
    internal bool IsAnswered { get; set; }

    /// <summary>Whether it is not counted, since its host is silent.</summary>
    internal bool IsParked { get; set; }

    /// <summary>The URL it is used for; 0 for none.</summary>
    internal long UrlId { get; set; }

    /// <summary>Whether it was released.</summary>
    internal bool IsReleased { get; set; }

    /// <summary>Completed when it is counted again; null while nothing waits for that.</summary>
    internal TaskCompletionSource? Returning { get; set; }

    /// <summary>Releases it; the second time does nothing.</summary>
    public void Dispose() => slots.Release(this);
}
