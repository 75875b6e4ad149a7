using System.Globalization;
using System.Net;
using DnsClient;

namespace Thresher.Grains.Resolving;

/// <summary>Who is asked for names, and how names are completed: resolv.conf(5), or an operator's own servers.</summary>
internal sealed record ResolverSettings
{
    /// <summary>How often the list of servers is gone through.</summary>
    public const int Rounds = 2;

    private const int MaxServers = 3;
    private const int MaxDots = 15;

    /// <summary>In the order in which they are asked.</summary>
    public required IReadOnlyList<NameServer> Servers { get; init; }

    /// <summary>Domains in which a name with few dots is looked for as well.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>A name with so many dots is complete.</summary>
    public int Dots { get; init; } = 1;

    /// <summary>Servers named by an operator, <c>IP</c> or <c>IP:PORT</c>; no search domains.</summary>
    /// <exception cref="FormatException">One is no such address.</exception>
    public static ResolverSettings Of(IEnumerable<string> servers) =>
        new() { Servers = [.. servers.Select(text => TryServer(text, out var server) ? server : throw new FormatException($"{text} is not an address of a name server"))] };

    /// <summary>Reads one server, <c>IP</c> or <c>IP:PORT</c>.</summary>
    public static bool TryServer(string text, out NameServer server)
    {
        var isServer = IPEndPoint.TryParse(text, out var endPoint);
        server = isServer ? new NameServer(endPoint!.Address, endPoint.Port == 0 ? NameServer.DefaultPort : endPoint.Port) : null!;
        return isServer;
    }

    /// <summary>Reads resolv.conf; lines it does not know are passed over, as the system does.</summary>
    public static ResolverSettings Parse(IEnumerable<string> lines)
    {
        var servers = new List<NameServer>();
        string[] search = [];
        var dots = 1;
        foreach (var line in lines)
        {
            switch (line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                case ["nameserver", var address, ..] when servers.Count < MaxServers && IPAddress.TryParse(address, out var parsed):
                    servers.Add(new NameServer(parsed));
                    break;
                case ["search" or "domain", .. var domains]:
                    search = [.. domains.Select(domain => domain.TrimEnd('.').ToLowerInvariant()).Where(domain => DnsName.IsPossible(domain))];
                    break;
                case ["options", .. var options]:
                    foreach (var option in options)
                    {
                        if (option.StartsWith("ndots:", StringComparison.Ordinal) && int.TryParse(option.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                        {
                            dots = Math.Min(number, MaxDots);
                        }
                    }

                    break;
            }
        }

        return new ResolverSettings { Servers = servers, Search = search, Dots = dots };
    }

    /// <summary>
    /// The names that a missing one may stand for. Only one with fewer dots than <see cref="Dots"/> is completed: a dead
    /// link's host must not be looked for in the operator's own domains.
    /// </summary>
    public IEnumerable<string> Completed(string name) =>
        name.Count(c => c == '.') < Dots ? Search.Select(domain => $"{name}.{domain}").Where(complete => DnsName.IsPossible(complete)) : [];
}
