namespace Thresher.Grains.Ownership;

/// <summary>What one domain holds of the silo's places in flight; kept by <see cref="FetchSlots"/>, whose lock guards it.</summary>
public sealed class SlotAccount
{
    /// <summary>Places held, waiting ones included.</summary>
    internal int Held { get; set; }

    /// <summary>Whether its host took long over the last request: it is served after those that do not.</summary>
    internal bool IsSlow { get; set; }

    /// <summary>Whether its host answered the last request in time.</summary>
    internal bool IsKnown { get; set; }

    /// <summary>Told of the place it asked for; null while it asks for none.</summary>
    internal Action<FetchPlace>? Asking { get; set; }
}
