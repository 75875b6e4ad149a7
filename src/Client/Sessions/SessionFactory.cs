using System.CommandLine;
using Thresher.Client.CommandLine;
using Thresher.Client.Embedded;

namespace Thresher.Client.Sessions;

/// <summary>Opens the session that a command line requires, in the cheapest form that suffices for the command.</summary>
internal static class SessionFactory
{
    /// <summary>Reads the store; needs no silo and affects none.</summary>
    public static async Task<Session> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        ClusterOptions.Of(parsed) is { } cluster
            ? await DatabaseSession.OpenAsync(cluster, cancellationToken)
            : await FileSession.OpenToReadAsync(Data(parsed, create: false), cancellationToken);

    /// <summary>Reads the store and, where a silo runs, what only the silo knows.</summary>
    public static async Task<Session> ReadLiveAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (ClusterOptions.Of(parsed) is { } cluster)
        {
            return (Session?)await ClusterSession.TryConnectAsync(cluster, cancellationToken)
                ?? await DatabaseSession.OpenAsync(cluster, cancellationToken);
        }

        var data = Data(parsed, create: false);
        return await ConnectAsync(data, cancellationToken) ?? await FileSession.OpenToReadAsync(data, cancellationToken);
    }

    /// <summary>Changes a crawl: through the silo where one runs, else on the store.</summary>
    public static async Task<Session> WriteAsync(ParseResult parsed, bool create, CancellationToken cancellationToken)
    {
        if (ClusterOptions.Of(parsed) is { } cluster)
        {
            return await ClusterSession.ConnectPatientlyAsync(cluster, parsed.InvocationConfiguration.Error.WriteLine, cancellationToken);
        }

        var data = Data(parsed, create);
        return await ConnectAsync(data, cancellationToken) ?? await FileSession.OpenToWriteAsync(data, cancellationToken);
    }

    /// <summary>Rewrites stored rows: of a cluster beside its silos, of a data directory while no other process writes it.</summary>
    public static async Task<Session> RewriteAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        ClusterOptions.Of(parsed) is { } cluster
            ? await DatabaseSession.OpenAsync(cluster, cancellationToken)
            : await FileSession.OpenToWriteAsync(Data(parsed, create: false), cancellationToken);

    /// <summary>The data directory.</summary>
    public static DataDirectory Data(ParseResult parsed, bool create) => DataDirectory.Open(parsed.GetValue(CommonOptions.Data)!, create);

    /// <returns>Null when no silo runs, or the silo is ending.</returns>
    private static async Task<Session?> ConnectAsync(DataDirectory data, CancellationToken cancellationToken)
    {
        if (data.FindOwner().Gateway is not { } port)
        {
            return null;
        }

        try
        {
            return await GatewaySession.ConnectAsync(data, port, cancellationToken);
        }
        catch (SiloLostException) when (data.FindOwner().Gateway != port)
        {
            return null;
        }
    }
}
