namespace Thresher.Grains.Frontier;

/// <summary>Why a domain stops on this silo, most important reason first: a lesser reason does not replace it.</summary>
internal enum StopReason
{
    /// <summary>It does not stop.</summary>
    None,

    /// <summary>The silo stops, and releases all its domains together.</summary>
    SiloStops,

    /// <summary>Orleans ends the activation.</summary>
    Deactivated,

    /// <summary>Its state could not be written, and is to be read again.</summary>
    StateLost,

    /// <summary>Another silo is to serve it.</summary>
    Moves,

    /// <summary>Other domains wait for their turn.</summary>
    Yields,
}
