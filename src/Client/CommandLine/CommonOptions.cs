using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace Thresher.Client.CommandLine;

/// <summary>Options and arguments that several commands share.</summary>
internal static class CommonOptions
{
    private const string DataVariable = "THRESHER_DATA";

    /// <summary>The data directory.</summary>
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "Directory that holds the crawls (or THRESHER_DATA).",
        HelpName = "DIR",
        Recursive = true,
        DefaultValueFactory = _ => DefaultData,
    };

    /// <summary>The cluster's database.</summary>
    public static Option<string?> Cluster { get; } = new("--cluster")
    {
        Description = "Use the cluster on this PostgreSQL instead: Host=…;Username=…;Password=…;Database=… (or THRESHER_CLUSTER).",
        HelpName = "CONN",
        Recursive = true,
    };

    /// <summary>The cluster's name.</summary>
    public static Option<string?> ClusterId { get; } = new("--cluster-id")
    {
        Description = "Name of that cluster [thresher] (or THRESHER_CLUSTER_ID).",
        HelpName = "ID",
        Recursive = true,
    };

    /// <summary>Minimum level of logs.</summary>
    public static Option<LogLevel> Log { get; } = OptionValues.Level("--log", "Log to stderr at this level and above.");

    /// <summary>Results as JSON.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Write JSON to stdout: one document, or one a line for lists." };

    /// <summary>A crawl's name.</summary>
    public static Argument<string> Crawl { get; } = new("crawl") { Description = "Name of the crawl.", HelpName = "CRAWL" };

    /// <summary>A crawl's name, which may be omitted.</summary>
    public static Argument<string?> MaybeCrawl { get; } = new("crawl")
    {
        Description = "Name of the crawl.",
        HelpName = "CRAWL",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The command that continues a crawl with the options in use.</summary>
    public static string ContinueCommand(ParseResult parsed, string crawl) =>
        ClusterOptions.IsCluster(parsed) ? $"`thresher crawl --name {crawl}{ClusterOptions.Given(parsed)}`" : ContinueCommand(parsed.GetValue(Data)!, crawl);

    /// <summary>The command that continues a crawl of a data directory.</summary>
    public static string ContinueCommand(string data, string crawl) => $"`thresher crawl --name {crawl}{DataArgument(data)}`";

    /// <summary>The options that say where the crawls are, with a blank before them; empty where the defaults do.</summary>
    public static string PlaceOf(ParseResult parsed) =>
        ClusterOptions.IsCluster(parsed) ? ClusterOptions.Given(parsed) : DataArgument(parsed.GetValue(Data)!);

    /// <summary>The option that names a directory, with a blank before it; empty for the directory that is used without it.</summary>
    private static string DataArgument(string data) =>
        Path.GetFullPath(data) == Path.GetFullPath(DefaultData) ? "" : $" --data {ShellWord.Quote(data)}";

    private static string DefaultData => Environment.GetEnvironmentVariable(DataVariable) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : "./thresher-data";
}
