using System.Security.Cryptography.X509Certificates;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Web.Urls;

namespace Thresher.Grains.Requests;

/// <summary>What a crawl's requests carry besides the usual, host by host, with its secrets read. Invariant: what one domain is to know is in no other's answer.</summary>
public sealed class RequestProfile
{
    private readonly HostProfile _others;
    private readonly Dictionary<string, (HostProfile Secure, HostProfile Plain)> _hosts = new(StringComparer.Ordinal);

    private RequestProfile(CrawlHttp http, SecretPolicy secrets)
    {
        _others = new HostProfile(Fields(http.Headers, "http.headers", secrets).Concat(Language(http.AcceptLanguage)), [], null);
        foreach (var (domain, host) in http.Hosts)
        {
            _hosts[domain] = Host(http, host, $"http.hosts['{domain}']", secrets);
        }
    }

    /// <summary>Compiles a job's wishes and reads its secrets.</summary>
    /// <returns>Null where the job has none: requests are as usual.</returns>
    /// <exception cref="JobException">A secret is not there, or may not be used: one line.</exception>
    public static RequestProfile? Compile(CrawlJob job, SecretPolicy secrets) => job.Http is null ? null : new RequestProfile(job.Http, secrets);

    /// <summary>What a request to a URL carries.</summary>
    public HostProfile For(WebUrl url) =>
        _hosts.TryGetValue(url.DomainKey, out var host) ? url.IsHttps ? host.Secure : host.Plain : _others;

    private static (HostProfile Secure, HostProfile Plain) Host(CrawlHttp http, HostHttp host, string path, SecretPolicy secrets)
    {
        // A field of the host takes the place of the job's of that name.
        var open = Fields(host.Headers.Where(header => header.Value.Secret is null), path, secrets).Concat(Language(host.AcceptLanguage ?? http.AcceptLanguage)).ToList();
        var hidden = Fields(host.Headers.Where(header => header.Value.Secret is not null), $"{path}.headers", secrets).Concat(Authorization(host, path, secrets)).ToList();
        var common = Fields(http.Headers, "http.headers", secrets)
            .Where(field => !open.Concat(hidden).Any(own => own.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase)));
        var all = common.Concat(open).ToList();
        var secure = new HostProfile(all, hidden, host.ClientCertificate is { } certificate ? CertificateFile.Read(certificate, $"{path}.clientCertificate", secrets) : null);
        return (secure, host.OverHttp ? new HostProfile(all, hidden, null) : new HostProfile(all, [], null));
    }

    private static IEnumerable<HeaderField> Fields(IEnumerable<KeyValuePair<string, HeaderText>> headers, string path, SecretPolicy secrets) =>
        headers.Select(header => new HeaderField(header.Key, Value(header.Value, $"{path}['{header.Key}']", secrets))).ToList();

    private static IEnumerable<HeaderField> Language(string? accept) => accept is null ? [] : [new HeaderField("Accept-Language", accept)];

    private static IEnumerable<HeaderField> Authorization(HostHttp host, string path, SecretPolicy secrets)
    {
        if (host.Basic is { } basic)
        {
            var pair = $"{Value(basic.User, $"{path}.basic.user", secrets)}:{secrets.Read($"{path}.basic.password", basic.Password)}";
            yield return new HeaderField("Authorization", $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pair))}");
        }

        if (host.Bearer is { } bearer)
        {
            yield return new HeaderField("Authorization", $"Bearer {Sendable(secrets.Read($"{path}.bearer", bearer), $"{path}.bearer")}");
        }
    }

    private static string Value(HeaderText value, string path, SecretPolicy secrets) =>
        value.Secret is null ? value.Text! : Sendable(secrets.Read(path, value.Secret), path);

    private static string Sendable(string value, string path) =>
        value.All(c => c is >= ' ' and <= '\u00ff' and not '\u007f' or '\t') ? value : throw new JobException($"{path}: its value cannot be sent in a header: it has line ends, control characters or others than Latin-1");
}

/// <summary>A header field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public readonly record struct HeaderField(string Name, string Value);

/// <summary>What requests to one host carry.</summary>
public sealed class HostProfile
{
    private readonly HeaderField[] _open;
    private readonly HeaderField[] _hidden;

    internal HostProfile(IEnumerable<HeaderField> open, IEnumerable<HeaderField> hidden, X509Certificate2? certificate) =>
        (_open, _hidden, Certificate) = ([.. open], [.. hidden], certificate);

    /// <summary>Fields that anybody may see.</summary>
    public IReadOnlyList<HeaderField> Open => _open;

    /// <summary>Fields whose values nothing may keep or show.</summary>
    public IReadOnlyList<HeaderField> Hidden => _hidden;

    /// <summary>What TLS shows the server; null for nothing.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Says how many fields there are, and none of them: values must not reach a log.</summary>
    public override string ToString() => $"{_open.Length + _hidden.Length} fields";
}
