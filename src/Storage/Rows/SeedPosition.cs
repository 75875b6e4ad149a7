namespace Thresher.Storage.Rows;

/// <summary>A place between two lines of a seed file. The default is its beginning.</summary>
/// <param name="Offset">Bytes of (decompressed) text before it.</param>
/// <param name="Lines">Lines before it.</param>
[GenerateSerializer, Immutable, Alias("thresher.SeedPosition")]
public readonly record struct SeedPosition([property: Id(0)] long Offset, [property: Id(1)] long Lines);
