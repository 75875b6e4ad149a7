namespace Thresher.Storage.Rows;

/// <summary>How far a source of seeds has been taken: everything before is committed.</summary>
/// <param name="Fingerprint">What the source was; another one begins anew.</param>
/// <param name="Position">Behind the last acknowledged line.</param>
[GenerateSerializer, Immutable, Alias("thresher.SeedMark")]
public sealed record SeedMark([property: Id(0)] string Fingerprint, [property: Id(1)] SeedPosition Position);

/// <summary>A place between two lines of a seed file. The default is its beginning.</summary>
/// <param name="Offset">Bytes of (decompressed) text before it.</param>
/// <param name="Lines">Lines before it.</param>
[GenerateSerializer, Immutable, Alias("thresher.SeedPosition")]
public readonly record struct SeedPosition([property: Id(0)] long Offset, [property: Id(1)] long Lines);
