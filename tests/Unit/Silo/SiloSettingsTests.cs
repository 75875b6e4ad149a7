using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Thresher.Client.CommandLine;
using Thresher.Client.Commands;
using Thresher.Silo.Options;

namespace Thresher.Tests.Unit.Silo;

public sealed class SiloSettingsTests
{
    private const string Cluster = "Host=db;Username=u;Database=d";

    [Fact]
    public void Read_ClusterOnly_TakesDefaults()
    {
        var options = Read(["--cluster", Cluster]);
        Assert.Equal((11111, 30000, 8080), (options.SiloPort, options.GatewayPort, options.HttpPort));
        Assert.Equal("127.0.0.1", options.HttpBind.ToString());
        Assert.Null(options.Advertise);
        Assert.Null(options.ApiKey);
        Assert.Equal(256, options.InFlight);
        Assert.Equal("thresher", options.Cluster.ClusterId);
        Assert.Equal("db:5432/d", options.Cluster.Database);
    }

    [Fact]
    public void Read_EveryOption_IsTaken()
    {
        var options = Read([
            "--cluster", Cluster, "--cluster-id", "blue", "--silo-port", "1", "--gateway-port", "2", "--http-port", "3", "--http-bind", "0.0.0.0",
            "--advertise", "10.0.0.7", "--in-flight", "9", "--name-server", "10.0.0.53, [::1]:5353", "--api-key", "0123456789abcdef", "--log-format", "JSON", "--log", "debug"]);
        Assert.Equal((1, 2, 3), (options.SiloPort, options.GatewayPort, options.HttpPort));
        Assert.Equal("10.0.0.7", options.Advertise?.ToString());
        Assert.Equal("0123456789abcdef", options.ApiKey);
        Assert.Equal((9, LogFormat.Json), (options.InFlight, options.LogFormat));
        Assert.Equal(["10.0.0.53", "[::1]:5353"], options.NameServers);
        Assert.Equal("blue", options.Cluster.ClusterId);
    }

    [Theory]
    [InlineData("no cluster")]
    [InlineData("cannot be read", "--cluster", "postgres")]
    [InlineData("names no Host", "--cluster", "Username=u")]
    [InlineData("cluster id 'a b'", "--cluster", Cluster, "--cluster-id", "a b")]
    [InlineData("--silo-port is '0'", "--cluster", Cluster, "--silo-port", "0")]
    [InlineData("--http-port is '65536'", "--cluster", Cluster, "--http-port", "65536")]
    [InlineData("--gateway-port is 'x'", "--cluster", Cluster, "--gateway-port", "x")]
    [InlineData("must differ", "--cluster", Cluster, "--silo-port", "8080")]
    [InlineData("--in-flight is '4097'", "--cluster", Cluster, "--in-flight", "4097")]
    [InlineData("--name-server is 'dns.test'", "--cluster", Cluster, "--name-server", "10.0.0.53,dns.test")]
    [InlineData("--extractors is '/no/such'", "--cluster", Cluster, "--extractors", "/no/such")]
    [InlineData("--advertise is 'host'", "--cluster", Cluster, "--advertise", "host")]
    [InlineData("--advertise is '10'", "--cluster", Cluster, "--advertise", "10")]
    [InlineData("--advertise 0.0.0.0", "--cluster", Cluster, "--advertise", "0.0.0.0")]
    [InlineData("--advertise 224.0.0.1", "--cluster", Cluster, "--advertise", "224.0.0.1")]
    [InlineData("--advertise 255.255.255.255", "--cluster", Cluster, "--advertise", "255.255.255.255")]
    [InlineData("--advertise ff02::1", "--cluster", Cluster, "--advertise", "ff02::1")]
    [InlineData("choose --api-key KEY", "--cluster", Cluster, "--http-bind", "0.0.0.0")]
    [InlineData("choose --api-key KEY", "--cluster", Cluster, "--http-bind", "::")]
    [InlineData("exclude each other", "--cluster", Cluster, "--api-key", "0123456789abcdef", "--no-api-key")]
    [InlineData("at least 16", "--cluster", Cluster, "--api-key", "short")]
    [InlineData("--log is 'loud'", "--cluster", Cluster, "--log", "loud")]
    [InlineData("--log-format is '1'", "--cluster", Cluster, "--log-format", "1")]
    [InlineData("'--frob'", "--cluster", Cluster, "--frob")]
    [InlineData("'--silo-port'", "--cluster", Cluster, "--silo-port")]
    public void Read_BadOption_SaysWhichInOneLine(string expected, params string[] args)
    {
        var failure = Assert.Throws<SiloUsageException>(() => Read(args));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    [InlineData("localhost")]
    public void Read_Loopback_NeedsNoKey(string address) =>
        Assert.Null(Read(["--cluster", Cluster, "--http-bind", address]).ApiKey);

    [Theory]
    [InlineData("trace", LogLevel.Trace)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("info", LogLevel.Information)]
    [InlineData("warning", LogLevel.Warning)]
    [InlineData("error", LogLevel.Error)]
    [InlineData("none", LogLevel.None)]
    [InlineData("Info", LogLevel.Information)]
    [InlineData("information", LogLevel.Information)]
    public void Log_InSiloAndConsole_KnowsTheSameWords(string word, LogLevel level)
    {
        Assert.Equal(level, Read(["--cluster", Cluster, "--log", word]).LogLevel);
        Assert.Equal(level, CommandTree.Create().Parse(["status", "--log", word]).GetValue(CommonOptions.Log));
    }

    [Fact]
    public void Read_OpenWithoutKeyByChoice_IsTaken() =>
        Assert.Null(Read(["--cluster", Cluster, "--http-bind", "0.0.0.0", "--no-api-key"]).ApiKey);

    [Fact]
    public void Read_CommandLineOverOtherSources_Wins()
    {
        var options = SiloSettings.Read(Settings(
            new() { ["Cluster"] = Cluster, ["Silo:HttpPort"] = "1234", ["SILO:SILOPORT"] = "1235" }, ["--http-port", "4321"]));
        Assert.Equal((4321, 1235), (options.HttpPort, options.SiloPort));
    }

    [Fact]
    public void Read_MisspeltSetting_IsRefused()
    {
        var failure = Assert.Throws<SiloUsageException>(() => SiloSettings.Read(
            Settings(new() { ["Cluster"] = Cluster, ["Silo:HtpPort"] = "1" }, [])));
        Assert.Contains("Silo:HtpPort", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BadConnectionString_DoesNotTellThePassword()
    {
        var failure = Assert.Throws<SiloUsageException>(() => Read(["--cluster", "Host=h;Password=secret;Port=x"]));
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    private static SiloOptions Read(string[] args) => SiloSettings.Read(Settings([], args));

    private static IConfiguration Settings(Dictionary<string, string?> others, string[] args) => new ConfigurationBuilder()
        .AddInMemoryCollection(others)
        .AddInMemoryCollection(SiloCommandLine.Parse(args)!)
        .Build();
}
