using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Contracts;

/// <summary>How fetching a robots.txt ended.</summary>
/// <param name="Access">What follows from it (RFC 9309 §2.3.1).</param>
/// <param name="Body">The file, at most 500 KiB; empty unless there are rules.</param>
/// <param name="RetryAfter">How long the server asks to be left alone; zero when it does not.</param>
/// <param name="ArrivedBy">Timestamp by which the server must have had the last request.</param>
/// <param name="Took">How long the fetch took.</param>
[GenerateSerializer, Immutable, Alias("thresher.robots-fetch")]
public sealed record RobotsFetch(
    [property: Id(0)] RobotsAccess Access,
    [property: Id(1)] byte[] Body,
    [property: Id(2)] TimeSpan RetryAfter,
    [property: Id(3)] long ArrivedBy,
    [property: Id(4)] TimeSpan Took)
{
    /// <summary>
    /// Why the file could not be had, with <see cref="RobotsAccess.Defer"/>: how its fetch ended (dns-failure, tls-failure …),
    /// or <see cref="FetchOutcome.RobotsUnreachable"/> when a server answered, with its <see cref="Status"/>. A URL that
    /// waits for the file ends by this outcome, and what is final for a page is final here.
    /// </summary>
    [Id(5)]
    public FetchOutcome Failure { get; init; } = FetchOutcome.RobotsUnreachable;

    /// <summary>HTTP status of the last response, 0 when none came.</summary>
    [Id(6)]
    public int Status { get; init; }

    /// <summary>What was exchanged, each redirect too, where the crawl keeps bodies and what pages need to be shown.</summary>
    [Id(7)]
    public IReadOnlyList<Exchange> Exchanges { get; init; } = [];

    /// <summary>What its end says beside the outcome: which proxy did what; null for nothing.</summary>
    [Id(8)]
    public string? Note { get; init; }

    /// <summary>Whether the failure is a proxy's, beside which others are left to try: the host is answerable for nothing of it.</summary>
    [Id(9)]
    public bool SparesHost { get; init; }
}
