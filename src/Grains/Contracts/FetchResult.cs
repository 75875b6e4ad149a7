using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Contracts;

/// <summary>What became of a fetch request, after its commit.</summary>
/// <param name="Outcome">How the fetch ended.</param>
/// <param name="Applied">False when the lease was lost meanwhile: somebody else serves the URL.</param>
/// <param name="RetryAfter">How long the server asks the whole domain to be left alone; zero when it does not.</param>
/// <param name="AddedToOwnDomain">New URLs that the page added to its own domain.</param>
[GenerateSerializer, Immutable, Alias("thresher.fetch-result")]
public sealed record FetchResult(
    [property: Id(0)] FetchOutcome Outcome,
    [property: Id(1)] bool Applied,
    [property: Id(2)] TimeSpan RetryAfter,
    [property: Id(3)] int AddedToOwnDomain)
{
    /// <summary>The URL, still leased, to be requested in another form; null when it has ended.</summary>
    [Id(4)]
    public LeasedUrl? Again { get; init; }

    /// <summary>How often the domain is to have gone on to its next proxy; that of the request, or one more.</summary>
    [Id(5)]
    public int ProxyTurns { get; init; }

    /// <summary>Whether the failure is a proxy's, beside which others are left to try: the host is answerable for nothing of it.</summary>
    [Id(6)]
    public bool SparesHost { get; init; }
}
