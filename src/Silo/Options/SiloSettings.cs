using System.Globalization;
using System.Net;
using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Silo.Options;

/// <summary>Turns settings from all sources into options, or into one line that names the fault.</summary>
internal static class SiloSettings
{
    private const int ShortestApiKey = 16;

    /// <summary>IPv4 addresses from 224.0.0.0 on are groups, reserved or broadcast (RFC 5771, RFC 1112).</summary>
    private const byte FirstGroup = 224;

    /// <summary>Joins the sources: the command line over the environment over appsettings.json.</summary>
    /// <param name="commandLine">Settings of the command line.</param>
    /// <param name="directory">Where appsettings.json may lie.</param>
    /// <exception cref="SiloUsageException">appsettings.json cannot be read.</exception>
    public static IConfiguration Join(IReadOnlyDictionary<string, string?> commandLine, string directory)
    {
        var file = Path.Combine(directory, "appsettings.json");
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(file, optional: true)
                .AddEnvironmentVariables("THRESHER_")
                .AddInMemoryCollection(commandLine)
                .Build();
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SiloUsageException($"{file} cannot be read: {(failure.InnerException ?? failure).Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="SiloUsageException">One is missing, unknown or out of range.</exception>
    public static SiloOptions Read(IConfiguration settings)
    {
        RefuseUnknown(settings);
        var options = new SiloOptions
        {
            Cluster = Cluster(settings),
            SiloPort = Port(settings, "--silo-port", SiloOptions.DefaultSiloPort),
            GatewayPort = Port(settings, "--gateway-port", SiloOptions.DefaultGatewayPort),
            HttpPort = Port(settings, "--http-port", SiloOptions.DefaultHttpPort),
            HttpBind = Address(settings, "--http-bind") ?? IPAddress.Loopback,
            Advertise = Address(settings, "--advertise"),
            InFlight = Number(settings, "--in-flight", ThresherOptions.DefaultInFlight, 1, ThresherOptions.MostInFlight),
            Extractors = ExistingDirectory(settings, "--extractors"),
            Secrets = settings["Silo:Secrets"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            NameServers = NameServers(settings),
            ApiKey = ApiKey(settings),
            LogFormat = Choice<LogFormat>(settings, "--log-format", "text or json") ?? LogFormat.Text,
            LogLevel = Level(settings),
        };
        Check(options, settings);
        return options;
    }

    private static void Check(SiloOptions options, IConfiguration settings)
    {
        if (options.SiloPort == options.GatewayPort || options.SiloPort == options.HttpPort || options.GatewayPort == options.HttpPort)
        {
            throw new SiloUsageException(
                $"the silo port ({options.SiloPort}), gateway port ({options.GatewayPort}) and HTTP port ({options.HttpPort}) must differ");
        }

        if (options.Advertise is { } advertised && !IsReachable(advertised))
        {
            throw new SiloUsageException($"--advertise {advertised} is not an address that others can reach; name one of this machine's");
        }

        if (!IPAddress.IsLoopback(options.HttpBind) && options.ApiKey is null && !NoApiKey(settings))
        {
            throw new SiloUsageException(
                $"--http-bind {options.HttpBind} opens the HTTP port to other machines: choose --api-key KEY (or THRESHER_SILO__APIKEY) or --no-api-key");
        }
    }

    /// <summary>Whether it can be one machine's address: neither all of its addresses nor a group's.</summary>
    private static bool IsReachable(IPAddress address) =>
        !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6Multicast
        && (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || address.GetAddressBytes()[0] < FirstGroup);

    private static ClusterConnection Cluster(IConfiguration settings)
    {
        if (Text(settings, "--cluster") is not { } connection)
        {
            throw new SiloUsageException("no cluster: name its PostgreSQL database with --cluster CONN or THRESHER_CLUSTER");
        }

        try
        {
            return ClusterConnection.Parse(connection, Text(settings, "--cluster-id"), Text(settings, "--cluster-secret"), Text(settings, "--cluster-tls"));
        }
        catch (StoreException failure)
        {
            throw new SiloUsageException(failure.Message);
        }
    }

    private static string[] NameServers(IConfiguration settings)
    {
        var servers = Text(settings, "--name-server")?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        return servers.FirstOrDefault(server => !IPEndPoint.TryParse(server, out _)) is { } wrong
            ? throw new SiloUsageException($"--name-server is '{wrong}'; write IP addresses, each with :PORT if it is not 53, separated by commas")
            : servers;
    }

    private static string? ApiKey(IConfiguration settings)
    {
        var key = Text(settings, "--api-key");
        return key switch
        {
            null => null,
            _ when NoApiKey(settings) => throw new SiloUsageException("--api-key and --no-api-key exclude each other"),
            { Length: < ShortestApiKey } => throw new SiloUsageException($"the API key has {key.Length} characters; use at least {ShortestApiKey}"),
            _ when key.Any(c => c is <= ' ' or > '~') => throw new SiloUsageException("the API key may hold only printable ASCII characters without spaces"),
            _ => key,
        };
    }

    private static bool NoApiKey(IConfiguration settings) => settings[SiloCommandLine.NoApiKey] switch
    {
        null or "" => false,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new SiloUsageException($"--no-api-key is '{text}'; write true or false"),
    };

    private static int Port(IConfiguration settings, string option, int preset) => Number(settings, option, preset, 1, 65535);

    private static int Number(IConfiguration settings, string option, int preset, int least, int most) => Text(settings, option) switch
    {
        null => preset,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most => value,
        var text => throw new SiloUsageException($"{option} is '{text}'; write a whole number from {least} to {most}"),
    };

    private static IPAddress? Address(IConfiguration settings, string option) => Text(settings, option) switch
    {
        null => null,
        "localhost" => IPAddress.Loopback,
        var text when IPAddress.TryParse(text, out var address) && (text.Contains(':') || text.Count(c => c == '.') == 3) => address,
        var text => throw new SiloUsageException($"{option} is '{text}'; write an IP address"),
    };

    private static string? ExistingDirectory(IConfiguration settings, string option) => Text(settings, option) switch
    {
        null => null,
        var text when Directory.Exists(text) => text,
        var text => throw new SiloUsageException($"{option} is '{text}', which is not a directory; create it, or name another"),
    };

    private static T? Choice<T>(IConfiguration settings, string option, string choices)
        where T : struct, Enum
    {
        var text = Text(settings, option);
        return text is null ? null
            : !char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value
            : throw new SiloUsageException($"{option} is '{text}'; write {choices}");
    }

    private static LogLevel Level(IConfiguration settings) => Text(settings, "--log") switch
    {
        null => LogLevel.Information,
        var text => LogWords.Read(text) ?? throw new SiloUsageException($"--log is '{text}'; write one of {string.Join(", ", LogWords.All)}"),
    };

    private static string? Text(IConfiguration settings, string option)
    {
        var text = settings[SiloCommandLine.Settings.First(setting => setting.Option == option).Setting];
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    /// <summary>A misspelt setting would otherwise be ignored silently.</summary>
    private static void RefuseUnknown(IConfiguration settings)
    {
        var known = SiloCommandLine.Settings.Select(setting => setting.Setting).Append(SiloCommandLine.NoApiKey);
        var unknown = settings.GetSection("Silo").GetChildren()
            .Select(child => child.Path)
            .FirstOrDefault(path => !known.Contains(path, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            var names = string.Join(", ", known.Where(name => name.StartsWith("Silo:", StringComparison.Ordinal)).Select(name => name["Silo:".Length..]));
            throw new SiloUsageException($"there is no setting {unknown}; the settings are {names}");
        }
    }
}
