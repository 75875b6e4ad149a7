namespace Thresher.Grains.Ownership;

/// <summary>A domain's account of the silo's places in flight; kept by <see cref="FetchSlots"/> under its lock.</summary>
public sealed class SlotAccount
{
    /// <summary>Places held, waiting ones included.</summary>
    internal int Held { get; set; }

    /// <summary>Whether its host took long over the last request: it is served after those that do not.</summary>
    internal bool IsSlow { get; set; }

    /// <summary>Whether its host answered the last request in time.</summary>
    internal bool IsKnown { get; set; }

    /// <summary>Receives the requested place; null while none is requested.</summary>
    internal Action<FetchPlace>? Asking { get; set; }
}
