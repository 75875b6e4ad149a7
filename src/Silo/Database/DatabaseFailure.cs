using System.Net.Sockets;
using Npgsql;
using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>What can go wrong on the way to the database, as one line.</summary>
internal static class DatabaseFailure
{
    /// <returns>Null when it is no failure of the database.</returns>
    public static StoreException? Of(Exception failure, ClusterConnection cluster) => failure switch
    {
        StoreException told => told,
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            Told($"the database at {cluster.Database} refuses the user or password; correct them in --cluster or THRESHER_CLUSTER", false),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            Told($"there is no database {cluster.Database}; create it, or correct Database in --cluster or THRESHER_CLUSTER", false),
        PostgresException postgres => Told($"the database at {cluster.Database} answers: {Line(postgres.MessageText)}", postgres.IsTransient),
        NpgsqlException npgsql => Told($"the database at {cluster.Database} does not answer ({Line((npgsql.InnerException ?? npgsql).Message)})", true),
        SocketException or TimeoutException => Told($"the database at {cluster.Database} does not answer ({Line(failure.Message)})", true),
        _ => null,
    };

    private static StoreException Told(string message, bool isTransient) => new(message) { IsTransient = isTransient };

    private static string Line(string text) => text.ReplaceLineEndings(" ");
}
