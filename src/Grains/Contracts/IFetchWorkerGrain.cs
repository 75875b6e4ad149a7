namespace Thresher.Grains.Contracts;

/// <summary>Fetches, parses and commits one URL a call, on the silo of its caller, so that bodies never travel.</summary>
[Alias("thresher.IFetchWorkerGrain")]
public interface IFetchWorkerGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Takes a leased URL to its end. Never throws for what a server does. Once <paramref name="cancellationToken"/> is
    /// cancelled the request is abandoned and the URL queued again; what has come by then is parsed and stored.
    /// </summary>
    [Alias("Fetch"), ResponseTimeout("00:10:00")]
    Task<FetchResult> FetchAsync(FetchRequest request, CancellationToken cancellationToken);

    /// <summary>Fetches a domain's robots.txt.</summary>
    /// <param name="origin">Scheme, host and port.</param>
    /// <param name="crawlId">The crawl whose agent and address rules apply.</param>
    /// <param name="delay">Least time between two requests to the domain, also to where it redirects.</param>
    /// <param name="proxyTurns">How often the domain has gone on to its next proxy.</param>
    /// <param name="cancellationToken">Abandons the request.</param>
    [Alias("FetchRobots"), ResponseTimeout("00:10:00")]
    Task<RobotsFetch> FetchRobotsAsync(string origin, long crawlId, TimeSpan delay, int proxyTurns, CancellationToken cancellationToken);

    /// <summary>Logs a crawl in, on behalf of a leased URL that waits for it.</summary>
    /// <param name="request">The URL.</param>
    /// <param name="delay">Least time between two requests to a domain.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    [Alias("LogIn"), ResponseTimeout("00:30:00")]
    Task<LoginEnd> LogInAsync(FetchRequest request, TimeSpan delay, CancellationToken cancellationToken);
}
