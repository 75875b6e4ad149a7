using System.Collections.Frozen;
using System.Globalization;

namespace Thresher.TestWeb.Generation;

/// <summary>The names of all virtual hosts, with their common port.</summary>
internal sealed class HostNames
{
    private const int AddressesPerBlock = 254;

    private readonly string[] _authorities;
    private readonly FrozenDictionary<string, int> _indexes;

    public HostNames(SyntheticWebOptions options, int port)
    {
        _authorities = [.. Enumerable.Range(0, options.Hosts).Select(host => $"{NameOf(options.Naming, host)}:{port}")];
        _indexes = Enumerable.Range(0, options.Hosts)
            .ToFrozenDictionary(host => _authorities[host], StringComparer.OrdinalIgnoreCase);
    }

    public int Count => _authorities.Length;

    /// <summary>Name and port, as in the Host header.</summary>
    public string Authority(int host) => _authorities[host];

    /// <summary>The index of a host, or -1.</summary>
    public int IndexOf(string authority) => _indexes.GetValueOrDefault(authority, -1);

    public string UrlOf(PageAddress page) => $"http://{_authorities[page.Host]}{page.Target}";

    /// <summary>Takes an http URL in canonical spelling apart.</summary>
    public bool TryParse(string url, out PageAddress page)
    {
        const string scheme = "http://";
        page = default;
        if (!url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var slash = url.IndexOf('/', scheme.Length);
        var host = IndexOf(slash < 0 ? url[scheme.Length..] : url[scheme.Length..slash]);
        page = new PageAddress(host, slash < 0 ? "/" : TargetSpelling.Canonical(url[slash..]));
        return host >= 0;
    }

    private static string NameOf(HostNaming naming, int host)
    {
        if (naming == HostNaming.LocalhostNames)
        {
            return $"h{host}.localhost";
        }

        var block = host / AddressesPerBlock;
        var start = naming == HostNaming.BenchmarkAddresses ? "198.19" : string.Create(CultureInfo.InvariantCulture, $"127.{16 + block / 256}");
        return $"{start}.{block % 256}.{host % AddressesPerBlock + 1}";
    }
}
