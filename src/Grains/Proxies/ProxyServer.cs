using System.Text;
using Thresher.Jobs.Http;

namespace Thresher.Grains.Proxies;

/// <summary>A proxy with its credentials. Two of the same values are the same proxy, and share their connections.</summary>
/// <param name="Address">Where it is; its name and password are not used.</param>
/// <param name="User">Name to give it; null for none.</param>
/// <param name="Password">Password to give it.</param>
/// <param name="Name">What it is called where people read it: its address, with a number behind the second of the same address.</param>
public sealed record ProxyServer(ProxyAddress Address, string? User, string? Password, string Name)
{
    /// <summary>Whether it speaks HTTP, else SOCKS.</summary>
    public bool IsHttp => Address.Scheme is ProxyScheme.Http or ProxyScheme.Https;

    /// <summary>Whether it is told the names of hosts, and resolves them itself.</summary>
    public bool Resolves => Address.Scheme != ProxyScheme.Socks5;

    /// <summary>The value of Proxy-Authorization (RFC 7617); null without a name.</summary>
    internal string? Authorization => User is null ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}";

    /// <summary>Whether a request for that scheme is handed to it to forward, instead of going through a tunnel.</summary>
    internal bool Forwards(string scheme) => IsHttp && scheme == Uri.UriSchemeHttp;

    /// <summary>The name alone: the password must not reach a log.</summary>
    public override string ToString() => Name;
}
