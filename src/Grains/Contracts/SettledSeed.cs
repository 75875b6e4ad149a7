namespace Thresher.Grains.Contracts;

/// <summary>A seed with what became of it, known after the commit.</summary>
/// <param name="Line">The seed.</param>
/// <param name="Verdict">What became of it.</param>
public readonly record struct SettledSeed(ProducerLine Line, SeedVerdict Verdict)
{
    /// <summary>Why a malformed seed is that, as the end of a sentence; null for the others.</summary>
    public string? Problem => Verdict == SeedVerdict.Malformed ? Line.Problem ?? "is not an http or https URL" : null;

    /// <summary>The verdict as scripts read it: added, known, outOfScope or malformed.</summary>
    public string Word => Verdict switch
    {
        SeedVerdict.Added => "added",
        SeedVerdict.Known => "known",
        SeedVerdict.OutOfScope => "outOfScope",
        _ => "malformed",
    };
}
