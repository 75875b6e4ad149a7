namespace Thresher.Jobs.Outcomes;

/// <summary>Outcomes in the words of somebody who has to act on them: the cause, and the remedy where there is one.</summary>
public static class OutcomeAdvice
{
    /// <summary>Why the fetch ended so, as a clause; null where the outcome's name says all.</summary>
    public static string? Cause(FetchOutcome outcome) => outcome switch
    {
        FetchOutcome.Forbidden => "the server refuses it (401 or 403)",
        FetchOutcome.TooManyRequests => "the server asks for fewer requests (429)",
        FetchOutcome.ServerError => "the server answers with an error of its own",
        FetchOutcome.DnsNameNotFound => "there is no host of that name",
        FetchOutcome.DnsFailure => "no name server gives an answer about the host's name",
        FetchOutcome.ConnectFailure => "nothing accepts connections at that host and port",
        FetchOutcome.ConnectTimeout => "the host does not answer in time",
        FetchOutcome.TlsFailure => "no secure connection: the certificate is not valid for this host, is not trusted, or the port does not speak TLS",
        FetchOutcome.FirstByteTimeout => "the server accepts the connection and does not answer in time",
        FetchOutcome.TotalTimeout => "the response is not complete in time",
        FetchOutcome.BodyTooSlow => "the response comes too slowly",
        FetchOutcome.NoResponse => "the server closes the connection without an answer",
        FetchOutcome.ProtocolError => "what answers there does not speak HTTP",
        FetchOutcome.PrivateAddress => "the host has private or loopback addresses only, which are refused",
        FetchOutcome.BlockedPort => "a crawl asks only the ports 80, 443, 8080 and 8443",
        FetchOutcome.RedirectOutOfScope => "it redirects to a URL outside the scope",
        FetchOutcome.RedirectLoop => "its redirects lead back to where they began",
        FetchOutcome.RobotsUnreachable => "the host's robots.txt cannot be fetched, so nothing else is",
        FetchOutcome.RobotsDenied => "robots.txt forbids it",
        FetchOutcome.HostGivenUp => "the host failed so often in a row that it was given up",
        _ => null,
    };

    /// <summary>What its user can do about it, as an imperative; null where nothing but time, or another URL, helps.</summary>
    public static string? Remedy(FetchOutcome outcome) => outcome switch
    {
        FetchOutcome.DnsNameNotFound => "check its spelling",
        FetchOutcome.DnsFailure => "check the network",
        FetchOutcome.ConnectFailure => "check host and port, and that the server runs",
        FetchOutcome.TlsFailure => "check the URL in a browser, and write http:// if the port speaks plain HTTP",
        FetchOutcome.ProtocolError => "check the port, and write https:// if it speaks TLS",
        FetchOutcome.PrivateAddress => "add --allow-private to crawl a site of your own",
        FetchOutcome.BlockedPort => "name others in the job's field ports, or add --allow-private for a site of your own",
        FetchOutcome.RedirectOutOfScope => "start from the URL that it redirects to, or widen --scope",
        FetchOutcome.RobotsDenied => "--ignore-robots crawls it all the same, where you may",
        _ => null,
    };

    /// <summary>Whether it ended without a response of the host's server.</summary>
    public static bool IsUnreached(FetchOutcome outcome) => outcome is
        FetchOutcome.DnsNameNotFound or FetchOutcome.DnsFailure or FetchOutcome.ConnectFailure or FetchOutcome.ConnectTimeout or FetchOutcome.TlsFailure
        or FetchOutcome.FirstByteTimeout or FetchOutcome.NoResponse or FetchOutcome.ProtocolError or FetchOutcome.PrivateAddress
        or FetchOutcome.BlockedPort or FetchOutcome.HostGivenUp;
}
