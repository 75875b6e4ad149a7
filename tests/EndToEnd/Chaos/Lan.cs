using System.Diagnostics;
using System.Globalization;

namespace Thresher.Tests.EndToEnd.Chaos;

/// <summary>
/// Hosts on one switch, each a network namespace of its own, and the machine itself beside them. What one of them sends
/// to another can be made to vanish. Addresses are of the block that RFC 2544 sets aside for tests: 198.18.0.0/24 for the
/// hosts, 198.19.0.0/16 for a web that this machine serves to them.
/// </summary>
/// <remarks>
/// A cut is a neighbour entry with an unused hardware address: packets leave and reach no host, and the sender gets no
/// error, as when a switch fails. It works one way and for one pair.
/// </remarks>
public sealed class Lan : IAsyncDisposable
{
    private const string Nobody = "02:00:00:00:00:ff";
    private const string Web = "198.19.0.0/16";
    private const string NamespaceFiles = "/run/netns";
    private const string Prefix = "thr";

    private static readonly string Pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private readonly string _name = $"{Prefix}{Pid}";
    private readonly HashSet<(LanHost From, LanHost To)> _cuts = [];

    private Lan(int hosts)
    {
        Hosts = [.. Enumerable.Range(1, hosts).Select(n => new LanHost($"198.18.0.{n}", $"{_name}h{n}"))];
    }

    /// <summary>The hosts.</summary>
    public IReadOnlyList<LanHost> Hosts { get; }

    /// <summary>This machine: its consoles and the web that it serves.</summary>
    public LanHost Machine { get; } = new("198.18.0.254", "");

    private string Switch => $"{_name}sw";

    /// <summary>Makes a LAN; skips the test where the system does not allow it.</summary>
    public static async Task<Lan> CreateAsync(int hosts)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "network namespaces need root on Linux");
        Assert.SkipUnless(await TryAsync("ip", "-V") && await TryAsync("nsenter", "-V"), "network namespaces need ip and nsenter: apt-get install iproute2 util-linux");
        await RemoveAbandonedAsync();
        var lan = new Lan(hosts);
        Assert.SkipUnless(await TryAsync("ip", "netns", "add", lan.Switch), "this system does not allow network namespaces (in a container: run it with --privileged)");
        try
        {
            await lan.WireAsync();
            return lan;
        }
        catch
        {
            await lan.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whatever one sends to another vanishes from now on.</summary>
    public async Task CutAsync(LanHost from, LanHost to)
    {
        if (_cuts.Add((from, to)))
        {
            await IpAsync(from.Namespace, "neigh", "replace", to.Address, "lladdr", Nobody, "nud", "permanent", "dev", DeviceOf(from));
        }
    }

    /// <summary>Nothing vanishes any more.</summary>
    public async Task HealAsync()
    {
        foreach (var (from, to) in _cuts)
        {
            await IpAsync(from.Namespace, "neigh", "del", to.Address, "dev", DeviceOf(from));
        }

        _cuts.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        // The machine's end of its cable goes first, and its addresses and routes with it: a namespace is taken down after
        // the command has ended, and a LAN made meanwhile would find them.
        await RemoveAsync(_name);
    }

    /// <summary>A test process that was killed leaves its LAN behind, whose addresses and routes would take this one's packets.</summary>
    private static async Task RemoveAbandonedAsync()
    {
        var owners = Directory.Exists(NamespaceFiles) ? Directory.GetFiles(NamespaceFiles, $"{Prefix}*sw") : [];
        foreach (var name in owners.Select(file => Path.GetFileName(file)[..^"sw".Length]).Where(name => !Directory.Exists($"/proc/{name[Prefix.Length..]}")))
        {
            await RemoveAsync(name);
        }
    }

    private static async Task RemoveAsync(string name)
    {
        await TryAsync("ip", "link", "del", name);
        foreach (var file in Directory.GetFiles(NamespaceFiles).Select(Path.GetFileName).Where(file => file == $"{name}sw" || file!.StartsWith($"{name}h", StringComparison.Ordinal)))
        {
            await TryAsync("ip", "netns", "del", file!);
        }
    }

    private async Task WireAsync()
    {
        await IpAsync(Switch, "link", "add", "br0", "type", "bridge");
        await IpAsync(Switch, "link", "set", "br0", "up");
        foreach (var (host, n) in Hosts.Append(Machine).Select((host, n) => (host, n)))
        {
            var port = string.Create(CultureInfo.InvariantCulture, $"port{n}");
            if (host != Machine)
            {
                await RunAsync("ip", "netns", "add", host.Namespace);
                await IpAsync(host.Namespace, "link", "set", "lo", "up");
            }

            await IpAsync(Switch, "link", "add", port, "type", "veth", "peer", "name", DeviceOf(host), "netns", host == Machine ? Pid : host.Namespace);
            await IpAsync(Switch, "link", "set", port, "master", "br0", "up");
            await IpAsync(host.Namespace, "addr", "add", $"{host.Address}/24", "dev", DeviceOf(host));
            await IpAsync(host.Namespace, "link", "set", DeviceOf(host), "up");
            await (host == Machine
                ? IpAsync("", "route", "replace", "local", Web, "dev", DeviceOf(host), "table", "local")
                : IpAsync(host.Namespace, "route", "add", Web, "via", Machine.Address));
        }
    }

    private string DeviceOf(LanHost host) => host == Machine ? _name : "eth0";

    private static Task IpAsync(string @namespace, params string[] command) =>
        RunAsync("ip", @namespace.Length == 0 ? command : ["-n", @namespace, .. command]);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var (code, errors) = await ExecuteAsync(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}: {errors}");
    }

    private static async Task<bool> TryAsync(string program, params string[] arguments)
    {
        try
        {
            return (await ExecuteAsync(program, arguments)).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Errors)> ExecuteAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors);
    }
}
