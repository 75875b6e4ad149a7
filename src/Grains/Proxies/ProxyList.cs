using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;
using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Jobs.Rules;
using Thresher.Web.Urls;

namespace Thresher.Grains.Proxies;

/// <summary>
/// A job's proxies, their secrets read, and the order in which a domain uses them. Invariant: the order depends on the domain and the
/// proxies' names alone, so that restarts and other silos keep it, and a proxy that is added or taken away moves no other domains.
/// </summary>
public sealed class ProxyList
{
    private readonly List<(Regex? Match, ProxyServer? Server, ulong Hash)> _proxies = [];

    private ProxyList(IReadOnlyList<CrawlProxy> proxies, SecretPolicy secrets)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < proxies.Count; i++)
        {
            var match = proxies[i].Match is { Count: > 0 } globs ? LinearRegex.Compile(string.Join('|', globs.Select(glob => $"(?:{UrlPattern.OfGlob(glob)})"))) : null;
            foreach (var (address, user, password) in Read(proxies[i], $"http.proxies[{i}]", secrets))
            {
                if (address is null)
                {
                    _proxies.Add((match, null, 0));
                    continue;
                }

                var nth = seen[address.Shown] = seen.GetValueOrDefault(address.Shown) + 1;
                var server = new ProxyServer(address with { User = null, Password = null }, user, password, nth == 1 ? address.Shown : $"{address.Shown}#{nth}");
                _proxies.Add((match, server, HashOf(server.Name)));
            }
        }
    }

    /// <summary>All of them, in the job's order.</summary>
    public IEnumerable<ProxyServer> All => _proxies.Select(proxy => proxy.Server).OfType<ProxyServer>();

    /// <summary>Compiles a job's proxies and reads their secrets.</summary>
    /// <returns>Null where the job has none.</returns>
    /// <exception cref="JobException">A secret is not there, or may not be used, or a proxy's address is wrong: one line, without the secret.</exception>
    public static ProxyList? Compile(CrawlJob job, SecretPolicy secrets) => job.Http is { Proxies.Count: > 0 } http ? new ProxyList(http.Proxies, secrets) : null;

    /// <summary>The proxies that a URL may use, the first choice first.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="turns">How often its domain has gone on to the next.</param>
    /// <returns>Empty for no proxy.</returns>
    public IReadOnlyList<ProxyServer> For(WebUrl url, int turns)
    {
        var named = _proxies.FindAll(proxy => proxy.Match?.IsMatch(url.Href) == true);
        var fit = named.Count > 0 ? named : _proxies.FindAll(proxy => proxy.Match is null);
        if (fit.Count == 0 || fit.Exists(proxy => proxy.Server is null))
        {
            return [];
        }

        // Highest random weight: the domain's number with each proxy's gives the order.
        var domain = HashOf(RegistrableDomain.Of(url.Host));
        var servers = fit.ConvertAll(proxy => (Key: Mix(domain ^ proxy.Hash), Server: proxy.Server!));
        servers.Sort((one, other) => one.Key.CompareTo(other.Key));
        var first = turns % servers.Count;
        return [.. servers[first..].Concat(servers[..first]).Select(server => server.Server)];
    }

    private static IEnumerable<(ProxyAddress? Address, string? User, string? Password)> Read(CrawlProxy proxy, string path, SecretPolicy secrets)
    {
        if (proxy.File is { } file)
        {
            var lines = secrets.Read($"{path}.file", new SecretText { File = file }).Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                var line = lines[i].Trim();
                if (line.Length > 0 && line[0] != '#')
                {
                    yield return Parse(line, $"{path}.file: {file}, line {i + 1}", null, null);
                }
            }

            yield break;
        }

        var text = proxy.Url!.Text ?? secrets.Read($"{path}.url", proxy.Url.Secret!);
        var user = proxy.User is null ? null : proxy.User.Text ?? secrets.Read($"{path}.user", proxy.User.Secret!);
        yield return Parse(text, $"{path}.url", user, proxy.Password is null ? null : secrets.Read($"{path}.password", proxy.Password));
    }

    private static (ProxyAddress? Address, string? User, string? Password) Parse(string text, string place, string? user, string? password) =>
        text == ProxyAddress.Direct ? (null, null, null)
        : ProxyAddress.TryParse(text, out var address, out var problem) ? (address, user ?? address.User, password ?? address.Password)
        : throw new JobException($"{place}: {problem}");

    private static ulong HashOf(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text));

    /// <summary>The finalizer of SplitMix64: near numbers get far ones.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
