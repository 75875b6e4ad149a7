using System.Net;

namespace Thresher.Grains.Resolving;

/// <summary>
/// Names as this machine knows them. On Linux: the hosts file, then the name servers of resolv.conf; names that only the
/// machine's own resolver can know (<see cref="DnsName.IsLocal"/>), and all names where no name server is configured, are
/// asked of it. Elsewhere, where networks have name servers of their own, all names are. An operator's own servers are asked
/// for whatever the hosts file does not say.
/// </summary>
internal sealed class MachineNames : INameSource, IDisposable
{
    private static readonly TimeSpan HostsLifetime = TimeSpan.FromMinutes(1);

    private readonly SystemSource _system;
    private readonly DnsSource _dns;
    private readonly WatchedFile<Dictionary<string, IPAddress[]>> _hosts;
    private readonly Func<ResolverSettings> _settings;
    private readonly bool _hasOwnServers;

    /// <summary>Sources of this machine.</summary>
    /// <param name="servers">An operator's own servers, <c>IP</c> or <c>IP:PORT</c>; the machine's if empty.</param>
    /// <param name="time">The clock by which its files are looked at.</param>
    /// <param name="hostsFile">The hosts file.</param>
    /// <param name="resolverFile">The resolver's configuration.</param>
    /// <param name="system">The system's resolver.</param>
    public MachineNames(
        IReadOnlyList<string> servers, TimeProvider time, string hostsFile = "/etc/hosts", string resolverFile = "/etc/resolv.conf", SystemSource? system = null)
    {
        _system = system ?? new SystemSource();
        _hosts = new(hostsFile, HostsFile.Parse, time);
        _hasOwnServers = servers.Count > 0;
        if (_hasOwnServers)
        {
            var own = ResolverSettings.Of(servers);
            _settings = () => own;
        }
        else
        {
            var file = new WatchedFile<ResolverSettings>(resolverFile, ResolverSettings.Parse, time);
            _settings = () => file.Current;
        }

        _dns = new DnsSource(_settings);
    }

    /// <inheritdoc/>
    public Task<NameAnswer> QueryAsync(string name, CancellationToken cancellationToken) =>
        _hosts.Current.TryGetValue(name, out var addresses) ? Task.FromResult(NameAnswer.Found(addresses, HostsLifetime))
        : _hasOwnServers || (OperatingSystem.IsLinux() && !DnsName.IsLocal(name) && _settings().Servers.Count > 0) ? _dns.QueryAsync(name, cancellationToken)
        : _system.QueryAsync(name, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _system.Dispose();
}
