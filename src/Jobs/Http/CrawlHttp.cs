using Thresher.Jobs.Rules;

namespace Thresher.Jobs.Http;

/// <summary>What requests carry besides the usual. What one host is to know is not sent to another, after a redirect neither.</summary>
public sealed record CrawlHttp
{
    /// <summary>Header fields of every request, by name. Secrets belong to one host: see <c>http.hosts</c>.</summary>
    public IReadOnlyDictionary<string, HeaderText> Headers { get; init; } = new Dictionary<string, HeaderText>();

    /// <summary>Accept-Language header, such as <c>de, en;q=0.5</c>. Null: none is sent.</summary>
    [Matches("^[ -~]*[!-~][ -~]*$", "must be printable ASCII, and not blank")]
    public string? AcceptLanguage { get; init; }

    /// <summary>
    /// Proxies. Each domain keeps to one of those that its URLs may use, and goes to the next when it is blocked there or the proxy fails. A URL that
    /// matches a proxy's <c>match</c> uses those that it matches; others use the proxies without one; where there is none, no proxy.
    /// </summary>
    public IReadOnlyList<CrawlProxy> Proxies { get; init; } = [];

    /// <summary>What single domains (key host[:port]) get besides, and in place of, these.</summary>
    public IReadOnlyDictionary<string, HostHttp> Hosts { get; init; } = new Dictionary<string, HostHttp>();

    /// <summary>The same with paths made absolute.</summary>
    /// <param name="folder">The job file's folder.</param>
    public CrawlHttp In(string folder) => this with
    {
        Hosts = Hosts.ToDictionary(host => host.Key, host => host.Value.In(folder)),
        Proxies = [.. Proxies.Select(proxy => proxy.In(folder))],
    };
}
