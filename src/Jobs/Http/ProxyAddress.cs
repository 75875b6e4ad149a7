using System.Diagnostics.CodeAnalysis;
using Thresher.Web.Urls;

namespace Thresher.Jobs.Http;

/// <summary>How a proxy is spoken to.</summary>
public enum ProxyScheme
{
    /// <summary>HTTP: requests for http URLs in absolute form (RFC 9112 §3.2.2), tunnels by CONNECT (RFC 9110 §9.3.6) for https.</summary>
    Http,

    /// <summary>The same over TLS.</summary>
    Https,

    /// <summary>SOCKS 5 (RFC 1928), told the address that this machine resolved.</summary>
    Socks5,

    /// <summary>SOCKS 5, told the name.</summary>
    Socks5h,
}

/// <summary>Where a proxy is, with what its text says of name and password.</summary>
/// <param name="Scheme">How it is spoken to.</param>
/// <param name="Host">Its host; IPv6 without brackets.</param>
/// <param name="Port">Its port.</param>
/// <param name="User">The name in it; null for none.</param>
/// <param name="Password">The password in it; null for none.</param>
public sealed record ProxyAddress(ProxyScheme Scheme, string Host, int Port, string? User, string? Password)
{
    /// <summary>What is written in place of a proxy for none.</summary>
    public const string Direct = "direct";

    private const string Wanted = "write it as http://host:port, https://host:port, socks5://host:port or socks5h://host:port";

    /// <summary>The address as it may be shown: without name and password.</summary>
    public string Shown => $"{Scheme.ToString().ToLowerInvariant()}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>Reads <c>scheme://[name:password@]host:port</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    /// <param name="problem">What is wrong, without the text, which may hold a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProxyAddress? address, [NotNullWhen(false)] out string? problem)
    {
        (address, problem) = (null, null);
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        var at = text.LastIndexOf('@');
        if (colon <= 0 || !Enum.TryParse<ProxyScheme>(text[..colon], ignoreCase: true, out var scheme) || !char.IsAsciiLetter(text[0]))
        {
            problem = $"is not the URL of a proxy: {Wanted}";
            return false;
        }

        // Parsed as a URL of http, whose rules for hosts and ports hold for all of them.
        var place = (at > colon ? text[(at + 1)..] : text[(colon + 3)..]).TrimEnd('/');
        if (place.AsSpan().ContainsAny("/?# ") || !WebUrl.TryParse($"http://{place}/", null, out var url))
        {
            problem = $"is not the URL of a proxy: {Wanted}";
            return false;
        }

        var portAt = place.LastIndexOf(':');
        if (portAt < 0 || place.EndsWith(']') || !int.TryParse(place.AsSpan(portAt + 1), out var port))
        {
            problem = "names no port: they have no usual one";
            return false;
        }

        var names = at > colon ? text[(colon + 3)..at].Split(':', 2) : [];
        address = new ProxyAddress(
            scheme, url.Host.Trim('[', ']'), port,
            names.Length > 0 ? Uri.UnescapeDataString(names[0]) : null,
            names.Length > 1 ? Uri.UnescapeDataString(names[1]) : null);
        return true;
    }

    /// <summary>The address alone: name and password must not reach a log.</summary>
    public override string ToString() => Shown;
}
