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

    /// <summary>
    /// Number of the session with which <see cref="Again"/> was seen logged out, 0 for none; null where it was not.
    /// </summary>
    [Id(7)]
    public long? LoggedOut { get; init; }

    /// <summary>HTTP status of a page that was seen logged out, 0 when it was not asked for.</summary>
    [Id(8)]
    public int Status { get; init; }
}

/// <summary>How a crawl's login at a domain ended.</summary>
/// <param name="Problem">What is wrong, in one line without secrets; null when it succeeded.</param>
/// <param name="Generation">Number of the session that began; a later one is greater.</param>
/// <param name="Status">HTTP status of the last response, 0 when none came.</param>
/// <param name="RetryAfter">How long the server asks to be left alone; zero when it does not.</param>
/// <param name="ArrivedBy">Timestamp by which the server must have had the last request.</param>
/// <param name="Took">How long it took.</param>
[GenerateSerializer, Immutable, Alias("thresher.login-end")]
public sealed record LoginEnd(
    [property: Id(0)] string? Problem,
    [property: Id(1)] long Generation,
    [property: Id(2)] int Status,
    [property: Id(3)] TimeSpan RetryAfter,
    [property: Id(4)] long ArrivedBy,
    [property: Id(5)] TimeSpan Took);
