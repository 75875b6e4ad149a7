using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Contracts;

/// <summary>One leased URL for a worker.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Domain">Its domain's key, to which the worker reports when the request is off the wire.</param>
/// <param name="DomainId">The domain's number.</param>
/// <param name="Epoch">The epoch under which the URL is leased.</param>
[GenerateSerializer, Immutable, Alias("thresher.fetch-request")]
public sealed record FetchRequest(
    [property: Id(0)] LeasedUrl Url,
    [property: Id(1)] string Domain,
    [property: Id(2)] long DomainId,
    [property: Id(3)] long Epoch)
{
    /// <summary>How often the domain has gone on to its next proxy.</summary>
    [Id(4)]
    public int ProxyTurns { get; init; }

    /// <summary>The completion that ends this lease in that state.</summary>
    internal UrlCompletion Ends(UrlState state, FetchOutcome outcome, int status) => new()
    {
        UrlId = Url.Id,
        CrawlId = Url.CrawlId,
        DomainId = DomainId,
        Epoch = Epoch,
        State = state,
        Outcome = outcome,
        Status = status,
    };
}
