namespace Thresher.TestWeb.Ledger;

/// <summary>One request as the server saw it.</summary>
/// <param name="Sequence">From 0, in the order of arrival.</param>
/// <param name="Host">The Host header: name and port.</param>
/// <param name="Target">Path and query exactly as sent.</param>
/// <param name="Arrived">When the request's head was read, since the ledger began, by a monotonic clock.</param>
/// <param name="ArrivedAt">The same by the wall clock.</param>
/// <param name="Ended">When the last bytes of the answer were handed over or the connection was given up; null while
/// it is under way. Stamped before those bytes are written, so that a client's next request never seems to overlap.</param>
/// <param name="Status">The status sent; 0 while none is or if the connection ended before.</param>
/// <param name="UserAgent">The User-Agent header, or null.</param>
/// <param name="Connection">Equal for requests over one connection.</param>
public sealed record RequestEntry(
    long Sequence,
    string Host,
    string Target,
    TimeSpan Arrived,
    DateTimeOffset ArrivedAt,
    TimeSpan? Ended,
    int Status,
    string? UserAgent,
    string Connection);
