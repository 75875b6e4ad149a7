using System.Net;
using Thresher.Grains.Configuration;

namespace Thresher.Silo.Options;

/// <summary>What one silo was started with, checked.</summary>
internal sealed record SiloOptions
{
    /// <summary>The cluster it joins.</summary>
    public required ClusterConnection Cluster { get; init; }

    /// <summary>Port for other silos. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for consoles. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Port of the pages, health and metrics. Default 8080.</summary>
    public int HttpPort { get; init; } = 8080;

    /// <summary>Address that the HTTP port listens on. Default loopback.</summary>
    public IPAddress HttpBind { get; init; } = IPAddress.Loopback;

    /// <summary>Address under which other silos and consoles reach this one; null for that on the way to the database.</summary>
    public IPAddress? Advertise { get; init; }

    /// <summary>URLs in flight, 1 to 4,096. Default 256.</summary>
    public int InFlight { get; init; } = 256;

    /// <summary>Key that HTTP requests must show; null for none. At least 16 characters.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How events are written. Default text.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>Least level of the crawler's own events. Default information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
