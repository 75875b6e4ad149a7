using Thresher.Jobs.Outcomes;

namespace Thresher.Storage.Rows;

/// <summary>An exchange that ended without a page, as it is stored where bodies are kept: a redirect, a failure, a sitemap, a robots.txt.</summary>
/// <param name="At">When it ended, Unix milliseconds.</param>
/// <param name="Head">Heads of the request and the response (<see cref="ExchangeHead"/>), compressed; null when nothing was sent.</param>
/// <param name="Body">The response's decoded body, Brotli-compressed; null when none came whole.</param>
/// <param name="IsCut">Whether the body was cut at the limit.</param>
[GenerateSerializer, Immutable, Alias("thresher.exchange")]
public sealed record Exchange(
    [property: Id(0)] long At,
    [property: Id(1)] byte[]? Head,
    [property: Id(2)] byte[]? Body,
    [property: Id(3)] bool IsCut)
{
    /// <summary>How it ended, where the URL under which it is stored has not: a redirect to another form of it, its host's robots.txt; else null.</summary>
    [Id(4)]
    public FetchOutcome? Outcome { get; init; }
}
