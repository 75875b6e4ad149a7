namespace Thresher.Grains.Parsing;

/// <summary>What is to be done with a page whose URL was leased when a process died.</summary>
public enum SuspectVerdict
{
    /// <summary>Parse it.</summary>
    Parse,

    /// <summary>Quarantine it: it kills whatever parses it.</summary>
    Quarantine,

    /// <summary>Leave it: the lease is another's by now.</summary>
    LeaseLost,

    /// <summary>Queue it again: this silo stops.</summary>
    CalledOff,
}
