using System.Net;
using Thresher.Grains.Bodies;
using Thresher.Grains.Configuration;
using Thresher.Grains.Proxies;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Fetching;

/// <summary>One HTTP request to its end: every way it can end is a <see cref="FetchOutcome"/>, none an exception.</summary>
/// <param name="transport">The connections.</param>
/// <param name="time">The clock of its limits.</param>
/// <param name="budget">The memory that bodies may take; one of its own if null.</param>
public sealed class HttpFetcher(HttpTransport transport, TimeProvider time, BodyBudget? budget = null)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private readonly BodyBudget _budget = budget ?? new BodyBudget(new ThresherOptions());

    /// <summary>Fetches one URL with GET. Redirects are handed back, not followed.</summary>
    /// <param name="url">Absolute URL; its path and query are sent as they are.</param>
    /// <param name="userAgent">User-Agent header, sent as it is.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="cancellationToken">Ends the fetch with <see cref="FetchOutcome.Cancelled"/>.</param>
    /// <param name="copy">What is stored already: the server is asked whether it has changed, and a 304 ends in <see cref="FetchOutcome.NotModified"/>.</param>
    /// <param name="complete">
    /// Called when the body has been read; the response is handed back when it has ended. A body that is still coming costs
    /// memory, which the budget bounds, and nothing else.
    /// </param>
    /// <param name="extras">What the request carries besides the usual.</param>
    public Task<FetchResponse> GetAsync(
        string url, string userAgent, FetchLimits limits, CancellationToken cancellationToken, StoredCopy? copy = null, Func<CancellationToken, Task>? complete = null, RequestExtras? extras = null) =>
        SendAsync(new Sending(url, userAgent, copy, extras, null, (response, clock, tap) => ReadAsync(response, limits, clock, tap, complete, cancellationToken)), limits, cancellationToken);

    /// <summary>
    /// Fetches one URL with GET and hands its decoded body on while it arrives; the response has none. The body's size
    /// is for the reader to bound; expansion and time are bounded here.
    /// </summary>
    /// <param name="url">Absolute URL; its path and query are sent as they are.</param>
    /// <param name="userAgent">User-Agent header, sent as it is.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="read">Reads the body; called for 2xx alone. The token is cancelled when the fetch's time is up.</param>
    /// <param name="cancellationToken">Ends the fetch with <see cref="FetchOutcome.Cancelled"/>.</param>
    /// <param name="answered">Called once the response's headers are there; the body is read when it has ended.</param>
    /// <param name="extras">What the request carries besides the usual.</param>
    public Task<FetchResponse> StreamAsync(
        string url, string userAgent, FetchLimits limits, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken, Func<CancellationToken, Task>? answered = null, RequestExtras? extras = null) =>
        SendAsync(new Sending(url, userAgent, null, extras, answered, (response, clock, tap) => ResponseReader.ReadAsync(response, limits, clock, time.GetUtcNow(), _budget.Open(""), read, tap)), limits, cancellationToken);

    private Task<FetchResponse> SendAsync(Sending sending, FetchLimits limits, CancellationToken cancellationToken) =>
        sending.Extras?.Route is { } route ? ByProxyAsync(sending, route, limits, cancellationToken) : SendAsync(sending, null, limits, cancellationToken);

    /// <summary>Sends it by one proxy after the other until one carries it, within one total.</summary>
    private async Task<FetchResponse> ByProxyAsync(Sending sending, ProxyRoute route, FetchLimits limits, CancellationToken cancellationToken)
    {
        var (tries, began) = (route.Tries(), time.GetTimestamp());
        for (var i = 0; ; i++)
        {
            var left = limits.Total - time.GetElapsedTime(began);
            var attempt = new ProxyTry(tries[i]);
            var response = await SendAsync(sending, attempt, limits with { Total = left > Least ? left : Least }, cancellationToken);
            if (!route.Ended(attempt, response.Outcome) || i == tries.Count - 1 || limits.Total <= time.GetElapsedTime(began))
            {
                return response;
            }

            response.Dispose();
        }
    }

    private async Task<FetchResponse> SendAsync(Sending sending, ProxyTry? attempt, FetchLimits limits, CancellationToken cancellationToken)
    {
        var (url, userAgent, copy, extras, answered, read) = sending;
        using var clock = new FetchClock(time, limits, cancellationToken);
        var tap = limits.KeepHeads ? new ExchangeTap(extras) : null;
        try
        {
            using var request = Request(url, userAgent, clock);
            Ask(request, copy);
            if (extras is not null)
            {
                Add(request, extras);
            }

            if (!PortGuard.Permits(request.RequestUri!.Port, limits))
            {
                return Ended(AddressGuard.IsPrivateName(request.RequestUri.Host) ? FetchOutcome.PrivateAddress : FetchOutcome.BlockedPort, clock, null);
            }

            if (attempt is not null)
            {
                attempt.Forwards = attempt.Server.Forwards(request.RequestUri.Scheme);
                request.Options.Set(ProxyTry.Option, attempt);
                if (attempt.Forwards && request.Method != HttpMethod.Get)
                {
                    // What a page's script sends with a body over plain http: forwarded connections carry requests without one.
                    return Ended(FetchOutcome.ProtocolError, clock, null);
                }
            }

            ExchangeTap.Current = tap;
            using var response = await transport.SendAsync(request, limits.AllowPrivate, extras?.Profile?.Certificate, attempt?.Server, clock.Token);
            clock.HeadersCame();
            if (attempt?.Of(response) is { } refused)
            {
                clock.Status = (int)response.StatusCode;
                return Ended(refused, clock, null);
            }

            if (extras is { KeepsCookies: true } && response.Headers.NonValidated.TryGetValues("Set-Cookie", out var set))
            {
                extras.SetCookies = [.. set];
            }

            if (answered is not null)
            {
                await answered(clock.Token);
            }

            return await read(response, clock, tap);
        }
        catch (Exception failure) when (FetchFailure.Classify(failure, clock) is { } outcome)
        {
            return Ended(attempt?.Of(outcome, failure) ?? outcome, clock, tap);
        }
    }

    private async Task<FetchResponse> ReadAsync(
        HttpResponseMessage response, FetchLimits limits, FetchClock clock, ExchangeTap? tap, Func<CancellationToken, Task>? complete, CancellationToken cancellationToken)
    {
        var account = _budget.Open(response.RequestMessage!.RequestUri!.Authority);
        FetchResponse? read = null;
        try
        {
            read = await ResponseReader.ReadAsync(response, limits, clock, time.GetUtcNow(), account, tap: tap);
            if (complete is not null)
            {
                await complete(cancellationToken);
            }

            return read;
        }
        catch
        {
            read?.Dispose();
            account.Dispose();
            throw;
        }
    }

    private static FetchResponse Ended(FetchOutcome outcome, FetchClock clock, ExchangeTap? tap) => new()
    {
        Outcome = outcome,
        Status = clock.Status,
        Head = tap?.Partial,
        ArrivedBy = clock.ArrivedBy,
        Elapsed = clock.Elapsed,
    };

    /// <summary>
    /// RFC 9110 §13.1: both validators are sent as the bytes that came; a server that knows entity tags ignores the date.
    /// What no field can hold is not sent, and the page comes whole.
    /// </summary>
    private static void Ask(HttpRequestMessage request, StoredCopy? copy)
    {
        if (copy?.ETag is { } tag && IsSendable(tag))
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (copy?.LastModified is { } date && IsSendable(date))
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", date);
        }
    }

    /// <summary>A field that is wanted takes the place of the usual one of that name.</summary>
    private static void Add(HttpRequestMessage request, RequestExtras extras)
    {
        if (extras.Sent is { } sent)
        {
            request.Method = new HttpMethod(sent.Method);
            request.Content = sent.Body is null ? null : new ByteArrayContent(sent.Body);
        }

        foreach (var field in extras.Fields())
        {
            if (field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Content?.Headers.TryAddWithoutValidation(field.Name, field.Value);
                continue;
            }

            request.Headers.Remove(field.Name);
            request.Headers.TryAddWithoutValidation(field.Name, field.Value);
        }

        extras.Content?.Put(request);
    }

    private static bool IsSendable(string value) => value.Length > 0 && value.All(c => c is >= ' ' and <= '\u00ff' and not '\u007f' or '\t');

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
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br, zstd");
        return request;
    }

    /// <summary>What is asked for, and who takes the answer.</summary>
    private sealed record Sending(
        string Url,
        string UserAgent,
        StoredCopy? Copy,
        RequestExtras? Extras,
        Func<CancellationToken, Task>? Answered,
        Func<HttpResponseMessage, FetchClock, ExchangeTap?, Task<FetchResponse>> Read);
}
