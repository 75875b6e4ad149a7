using System.CommandLine;
using Thresher.Grains.Configuration;

namespace Thresher.Silo.Options;

/// <summary>The options as written on the command line; each may also come from the environment or appsettings.json.</summary>
internal static class SiloCommandLine
{
    /// <summary>Setting names by option, as they are read from every source.</summary>
    public static readonly IReadOnlyList<(string Option, string Setting, string Argument, string Description)> Settings =
    [
        ("--cluster", "Cluster", "CONN", "PostgreSQL connection string: Host=…;Username=…;Password=…;Database=… (or THRESHER_CLUSTER)"),
        ("--cluster-id", "Silo:ClusterId", "ID", $"name of the cluster [{ClusterConnection.DefaultClusterId}]"),
        ("--cluster-secret", "Cluster_Secret", "TEXT", "secret that silos and consoles show each other, at least 16 characters (better: THRESHER_CLUSTER_SECRET)"),
        ("--cluster-tls", "Cluster_Tls", "DIR", "encrypt connections of silos and consoles: directory of tls.crt, tls.key and ca.crt (or THRESHER_CLUSTER_TLS)"),
        ("--silo-port", "Silo:SiloPort", "PORT", $"port for other silos [{SiloOptions.DefaultSiloPort}]"),
        ("--gateway-port", "Silo:GatewayPort", "PORT", $"port for consoles [{SiloOptions.DefaultGatewayPort}]"),
        ("--http-port", "Silo:HttpPort", "PORT", $"port of the crawl page, dashboard, health and metrics [{SiloOptions.DefaultHttpPort}]"),
        ("--http-bind", "Silo:HttpBind", "ADDR", "address that port listens on; other than loopback requires --api-key or --no-api-key [127.0.0.1]"),
        ("--advertise", "Silo:Advertise", "IP", "address under which silos and consoles reach this one [the one by which it reaches the database]"),
        ("--in-flight", "Silo:InFlight", "N", $"URLs in flight, 1 to {ThresherOptions.MostInFlight} [{ThresherOptions.DefaultInFlight}]"),
        ("--extractors", "Silo:Extractors", "DIR", "directory that jobs may load extractors from; without it they load none"),
        ("--secrets", "Silo:Secrets", "NAME|DIR,…", "environment variables (NAME, or PREFIX*) and directories of files whose secrets jobs may send to their hosts; without it none"),
        ("--name-server", "Silo:NameServer", "IP[:PORT],…", "name servers that are asked for hosts, in this order [the machine's]"),
        ("--api-key", "Silo:ApiKey", "KEY", "key that HTTP requests must send, at least 16 characters (better: THRESHER_SILO__APIKEY)"),
        ("--log-format", "Silo:LogFormat", "text|json", "how events are written, one line each [text]"),
        ("--log", "Silo:Log", string.Join('|', LogWords.All), $"events of this level and above [{LogWords.Of(LogLevel.Information)}]"),
    ];

    /// <summary>Setting of the one option without an argument.</summary>
    public const string NoApiKey = "Silo:NoApiKey";

    /// <summary>Reads the command line.</summary>
    /// <returns>Settings by name; null when help or the version was requested, and printed.</returns>
    /// <exception cref="SiloUsageException">It is invalid.</exception>
    public static IReadOnlyDictionary<string, string?>? Parse(IReadOnlyList<string> args)
    {
        var options = Settings.ToDictionary(
            setting => setting.Setting,
            setting => new Option<string?>(setting.Option) { HelpName = setting.Argument, Description = setting.Description });
        var noApiKey = new Option<bool>("--no-api-key") { Description = "accept HTTP requests without a key" };
        var command = new RootCommand("A silo of a Thresher cluster. Every option may also be set as THRESHER_SILO__NAME or in appsettings.json.");
        foreach (var option in options.Values)
        {
            command.Options.Add(option);
        }

        command.Options.Add(noApiKey);
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            throw new SiloUsageException($"{parsed.Errors[0].Message.ReplaceLineEndings(" ")} See --help.");
        }

        if (parsed.Action is not null)
        {
            parsed.Invoke();
            return null;
        }

        var settings = options
            .Where(option => parsed.GetResult(option.Value) is not null)
            .ToDictionary(option => option.Key, option => parsed.GetValue(option.Value));
        if (parsed.GetValue(noApiKey))
        {
            settings[NoApiKey] = "true";
        }

        return settings;
    }
}
