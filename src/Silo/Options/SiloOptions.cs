using System.Net;
using Orleans.Configuration;
using Thresher.Grains.Configuration;
using Thresher.Grains.Hosting;
using Thresher.Grains.Parsing;

namespace Thresher.Silo.Options;

/// <summary>The validated settings of one silo.</summary>
internal sealed record SiloOptions
{
    /// <summary>Default of <see cref="SiloPort"/>.</summary>
    public const int DefaultSiloPort = EndpointOptions.DEFAULT_SILO_PORT;

    /// <summary>Default of <see cref="GatewayPort"/>.</summary>
    public const int DefaultGatewayPort = EndpointOptions.DEFAULT_GATEWAY_PORT;

    /// <summary>Default of <see cref="HttpPort"/>.</summary>
    public const int DefaultHttpPort = 8080;

    /// <summary>The cluster it joins.</summary>
    public required ClusterConnection Cluster { get; init; }

    /// <summary>Port for other silos. Default 11,111, as Orleans' own.</summary>
    public int SiloPort { get; init; } = DefaultSiloPort;

    /// <summary>Port for consoles. Default 30,000, as Orleans' own.</summary>
    public int GatewayPort { get; init; } = DefaultGatewayPort;

    /// <summary>Port of the pages, health and metrics. Default 8,080.</summary>
    public int HttpPort { get; init; } = DefaultHttpPort;

    /// <summary>Address that the HTTP port listens on. Default loopback.</summary>
    public IPAddress HttpBind { get; init; } = IPAddress.Loopback;

    /// <summary>Address under which other silos and consoles reach this one; null for the one by which it reaches the database.</summary>
    public IPAddress? Advertise { get; init; }

    /// <summary>URLs in flight: <see cref="ThresherOptions.InFlight"/>.</summary>
    public int InFlight { get; init; } = ThresherOptions.DefaultInFlight;

    /// <summary>Directory that jobs may load extractors from: <see cref="ThresherOptions.ExtractorDirectory"/>; null for none.</summary>
    public string? Extractors { get; init; }

    /// <summary>Secrets that jobs may use: <see cref="ThresherOptions.Secrets"/>.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Name servers: <see cref="ThresherOptions.NameServers"/>.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>Key that HTTP requests must send; null for none. At least 16 characters.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How events are written. Default text.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>Minimum level of the crawler's own events. Default information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>What the crawler in this silo may use.</summary>
    public ThresherOptions Limits
    {
        get
        {
            var limits = new ThresherOptions();
            ThresherClusterExtensions.ApplyClusterDefaults(limits);
            Apply(limits);
            return limits;
        }
    }

    /// <summary>Sets what the crawler in this silo may use.</summary>
    public void Apply(ThresherOptions limits) =>
        (limits.InFlight, limits.NameServers, limits.ExtractorDirectory, limits.Secrets, limits.IsolatedParseCommand) =
            (InFlight, NameServers, Extractors ?? "", Secrets, IsolatedParseProgram.Command);
}
