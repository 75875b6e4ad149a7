namespace Thresher.Grains.Frontier;

/// <summary>Why a domain is given up where it is served, the weightier first: a lesser reason does not replace it.</summary>
internal enum StopReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The silo stops, and gives all its domains back together.</summary>
    SiloStops,

    /// <summary>Orleans ends the activation.</summary>
    Deactivated,

    /// <summary>Its state could not be written, and is to be read anew.</summary>
    StateLost,

    /// <summary>Another silo is to serve it.</summary>
    Moves,

    /// <summary>Other domains are to have their turn.</summary>
    Yields,
}
