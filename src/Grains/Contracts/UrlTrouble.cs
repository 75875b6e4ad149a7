using Thresher.Jobs.Outcomes;

namespace Thresher.Grains.Contracts;

/// <summary>A URL whose last try failed.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Outcome">How the try ended.</param>
/// <param name="Status">HTTP status, 0 when no response came.</param>
/// <param name="Attempts">Tries that failed.</param>
/// <param name="DueAt">When it is tried again, Unix milliseconds; null when it is not.</param>
[GenerateSerializer, Immutable, Alias("thresher.url-trouble")]
public sealed record UrlTrouble(
    [property: Id(0)] string Url,
    [property: Id(1)] FetchOutcome Outcome,
    [property: Id(2)] int Status,
    [property: Id(3)] int Attempts,
    [property: Id(4)] long? DueAt)
{
    /// <summary>What the try's end says beside the outcome; null for nothing.</summary>
    [Id(5)]
    public string? Note { get; init; }
}
