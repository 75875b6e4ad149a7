namespace Thresher.Storage.Rows;

/// <summary>How far a source of seeds has been taken: everything before is committed.</summary>
/// <param name="Fingerprint">What the source was; another one begins anew.</param>
/// <param name="Position">Behind the last acknowledged line.</param>
[GenerateSerializer, Immutable, Alias("thresher.SeedMark")]
public sealed record SeedMark([property: Id(0)] string Fingerprint, [property: Id(1)] SeedPosition Position);
