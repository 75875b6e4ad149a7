using System.CommandLine;
using Npgsql;
using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Client.CommandLine;

/// <summary>The cluster that a command line names, if any. Its secret comes from the environment alone: command lines can be read by every user.</summary>
internal static class ClusterOptions
{
    private const string Variable = "THRESHER_CLUSTER";
    private const string IdVariable = "THRESHER_CLUSTER_ID";
    private const string SecretVariable = "THRESHER_CLUSTER_SECRET";
    private const string TlsVariable = "THRESHER_CLUSTER_TLS";

    /// <summary>
    /// The cluster of <c>--cluster</c>, else of the environment unless <c>--data</c> is given; null for the embedded mode.
    /// </summary>
    /// <exception cref="CommandException">The options contradict each other or are invalid.</exception>
    public static ClusterConnection? Of(ParseResult parsed)
    {
        var given = parsed.GetValue(CommonOptions.Cluster);
        var hasData = parsed.GetResult(CommonOptions.Data) is { Implicit: false };
        if (given is not null && hasData)
        {
            throw CommandException.Usage("--data and --cluster exclude each other: a crawl lives in a directory or in a cluster");
        }

        var connection = given ?? (hasData ? null : FromEnvironment(Variable));
        var id = parsed.GetValue(CommonOptions.ClusterId);
        if (connection is null)
        {
            return id is null ? null : throw CommandException.Usage($"--cluster-id names a cluster: give its database too, with --cluster or {Variable}");
        }

        try
        {
            var cluster = ClusterConnection.Parse(connection, id ?? FromEnvironment(IdVariable), FromEnvironment(SecretVariable), FromEnvironment(TlsVariable));

            // Some settings are invalid only in combination.
            NpgsqlDataSource.Create(cluster.ConnectionString).Dispose();
            return cluster;
        }
        catch (StoreException wrong)
        {
            throw CommandException.Usage(wrong.Message);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw CommandException.Usage($"the cluster's connection string cannot be used: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Whether the command is for a cluster.</summary>
    public static bool IsCluster(ParseResult parsed) =>
        parsed.GetValue(CommonOptions.Cluster) is not null
        || (parsed.GetResult(CommonOptions.Data) is not { Implicit: false } && FromEnvironment(Variable) is not null);

    /// <summary>What names the cluster on a command line, with a blank before it; the connection string, which may hold a password, is not repeated.</summary>
    public static string Given(ParseResult parsed) => parsed.GetValue(CommonOptions.Cluster) is null ? "" : " --cluster …";

    private static string? FromEnvironment(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
