using Thresher.Jobs;

namespace Thresher.Grains.Fetching;

/// <summary>
/// Which ports may be asked. A link can name any port of any public host, and a request line is enough to do harm at a
/// mail or database server that happens to listen there; so only the ports of web servers are asked, and those that the
/// job names. Jobs that allow private addresses are for one's own machines and may ask any port.
/// </summary>
public static class PortGuard
{
    /// <summary>The ports that every job may ask: 80, 443, 8080 and 8443.</summary>
    public static IReadOnlyList<int> Default { get; } = [80, 443, 8080, 8443];

    /// <summary>Whether the port may be asked.</summary>
    /// <param name="port">Port of the URL, its scheme's own included.</param>
    /// <param name="limits">The job's permissions.</param>
    public static bool Permits(int port, in FetchLimits limits) =>
        limits.AllowPrivate || Default.Contains(port) || (limits.Ports?.Contains(port) ?? false);
}
