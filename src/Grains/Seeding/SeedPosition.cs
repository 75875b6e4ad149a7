namespace Thresher.Seeding;

/// <summary>A place between two lines of a seed file. The default is its beginning.</summary>
/// <param name="Offset">Bytes of (decompressed) text before it.</param>
/// <param name="Lines">Lines before it.</param>
[GenerateSerializer, Immutable, Alias("thresher.SeedPosition")]
public readonly record struct SeedPosition([property: Id(0)] long Offset, [property: Id(1)] long Lines)
{
    /// <summary>The place behind a line.</summary>
    public static SeedPosition After(SeedLine line) => new(line.EndOffset, line.Number);
}
