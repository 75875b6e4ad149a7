using System.Net;

namespace Thresher.Fetching;

/// <summary>One HTTP request to its end: every way it can end is a <see cref="FetchOutcome"/>, none an exception.</summary>
public sealed class HttpFetcher(HttpTransport transport, TimeProvider time)
{
    /// <summary>Fetches one URL with GET. Redirects are handed back, not followed.</summary>
    /// <param name="url">Absolute URL; its path and query are sent as they are.</param>
    /// <param name="userAgent">User-Agent header, sent as it is.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="cancellationToken">Ends the fetch with <see cref="FetchOutcome.Cancelled"/>.</param>
    public async Task<FetchResponse> GetAsync(
        string url, string userAgent, FetchLimits limits, CancellationToken cancellationToken)
    {
        using var clock = new FetchClock(time, limits, cancellationToken);
        try
        {
            using var request = Request(url, userAgent, clock);
            if (!PortGuard.Permits(request.RequestUri!.Port, limits))
            {
                return Ended(FetchOutcome.BlockedPort, clock);
            }

            using var response = await transport.SendAsync(request, limits.AllowPrivate, clock.Token);
            clock.HeadersCame();
            return await ResponseReader.ReadAsync(response, limits, clock, time.GetUtcNow());
        }
        catch (Exception failure) when (FetchFailure.Classify(failure, clock) is { } outcome)
        {
            return Ended(outcome, clock);
        }
    }

    private static FetchResponse Ended(FetchOutcome outcome, FetchClock clock) => new()
    {
        Outcome = outcome,
        Status = clock.Status,
        ArrivedBy = clock.ArrivedBy,
        Elapsed = clock.Elapsed,
    };

    private static HttpRequestMessage Request(string url, string userAgent, FetchClock clock)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Options.Set(GuardedConnector.Clock, clock);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        return request;
    }
}
