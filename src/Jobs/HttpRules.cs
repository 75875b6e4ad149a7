using System.Buffers;
using Thresher.Jobs.Http;
using Thresher.Web.Urls;

namespace Thresher.Jobs;

/// <summary>Checks of a job's <c>http</c> that concern more than one value: names of headers, and where secrets may stand.</summary>
internal static class HttpRules
{
    /// <summary>RFC 9110 §5.6.2.</summary>
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Fields that the crawler sets itself, or that would change how a message ends.</summary>
    private static readonly Dictionary<string, string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["User-Agent"] = "use the field userAgent",
        ["Accept-Language"] = "use the field acceptLanguage",
        ["Host"] = "it is the URL's",
        ["Accept-Encoding"] = "it names what can be decoded",
        ["Connection"] = "it is the connection's own",
        ["Keep-Alive"] = "it is the connection's own",
        ["Proxy-Authorization"] = "it is the proxy's",
        ["TE"] = "it is the connection's own",
        ["Trailer"] = "requests have no body",
        ["Transfer-Encoding"] = "requests have no body",
        ["Content-Length"] = "requests have no body",
        ["Expect"] = "requests have no body",
        ["Upgrade"] = "it is the connection's own",
        ["Range"] = "pages are fetched whole",
        ["If-Match"] = "the crawler asks for changes itself",
        ["If-None-Match"] = "the crawler asks for changes itself",
        ["If-Modified-Since"] = "the crawler asks for changes itself",
        ["If-Unmodified-Since"] = "the crawler asks for changes itself",
        ["If-Range"] = "the crawler asks for changes itself",
    };

    private static readonly string[] SecretNames = ["authorization", "cookie", "token", "secret", "password", "credential", "api-key", "apikey"];

    /// <summary>What is wrong, each with its path in the job.</summary>
    public static IEnumerable<(string Path, string Text)> Broken(CrawlJob job, CrawlHttp http) =>
        OfHeaders("http.headers", http.Headers, isOneHost: false).Concat(ProxyRules.Broken(http.Proxies)).Concat(http.Hosts.Where(host => host.Value is not null).SelectMany(host => OfHost(job, JobPath.Member("http.hosts", host.Key), host.Key, host.Value)));

    private static IEnumerable<(string Path, string Text)> OfHost(CrawlJob job, string path, string domain, HostHttp host)
    {
        foreach (var broken in OfHeaders($"{path}.headers", host.Headers, isOneHost: true))
        {
            yield return broken;
        }

        foreach (var (name, secret) in new[]
        {
            ("basic.user", host.Basic?.User.Secret), ("basic.password", host.Basic?.Password), ("bearer", host.Bearer), ("clientCertificate.password", host.ClientCertificate?.Password),
        })
        {
            if (secret?.Problem is { } problem)
            {
                yield return ($"{path}.{name}", problem);
            }
        }

        if (host is { Basic: not null, Bearer: not null })
        {
            yield return ($"{path}.bearer", "basic is given too, and a request has one Authorization: keep one of them");
        }

        if (host.Basic?.User.Text?.Contains(':', StringComparison.Ordinal) == true)
        {
            yield return ($"{path}.basic.user", "must not contain a colon (RFC 7617)");
        }

        if (host.HasSecrets() && !host.OverHttp && job.Seeds.FirstOrDefault(seed => WebUrl.TryParse(seed, null, out var url) && !url.IsHttps && url.DomainKey == domain) is { } plain)
        {
            yield return (path, $"the seed {plain} is plain http, over which secrets are not sent: write it with https, or set \"overHttp\": true");
        }
    }

    private static IEnumerable<(string Path, string Text)> OfHeaders(string path, IReadOnlyDictionary<string, HeaderText> headers, bool isOneHost)
    {
        foreach (var (name, value) in headers)
        {
            if ((value is null ? null : Problem(name, value, isOneHost)) is { } problem)
            {
                yield return (JobPath.Member(path, name), problem);
            }
        }
    }

    private static string? Problem(string name, HeaderText value, bool isOneHost) =>
        name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token) ? "is not the name of a header field"
        : Ours.TryGetValue(name, out var why) ? $"cannot be set here: {why}"
        : value.Secret?.Problem is { } problem ? problem
        : value.Secret is not null && !isOneHost ? "a secret is for one host: write it in http.hosts, as \"hosts\": {\"shop.example\": {\"headers\": …}}"
        : value.Text is not null && Array.Exists(SecretNames, word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? "would be stored with the job: name its place instead, {\"env\": \"NAME\"} or {\"file\": \"PATH\"}, in http.hosts"
        : value.Text is { } text && !IsSendable(text) ? "is not the value of a header field: control characters, or others than Latin-1"
        : null;

    private static bool IsSendable(string text) => text.All(c => c is >= ' ' and <= '\u00ff' and not '\u007f' or '\t');
}
