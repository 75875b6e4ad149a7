using System.Net.Sockets;
using Npgsql;
using Thresher.Grains.Configuration;
using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>Describes failures of the database connection in one line.</summary>
internal static class DatabaseFailure
{
    /// <returns>Null when it is not a failure of the database.</returns>
    public static StoreException? Of(Exception failure, ClusterConnection cluster) => failure switch
    {
        StoreException told => told,
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            Problem($"the database at {cluster.Database} refuses the user or password; correct them in --cluster or THRESHER_CLUSTER", false),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            Problem($"there is no database {cluster.Database}; create it, or correct Database in --cluster or THRESHER_CLUSTER", false),
        PostgresException postgres => Problem($"the database at {cluster.Database} answers: {Line(postgres.MessageText)}", postgres.IsTransient),
        NpgsqlException npgsql => Problem($"the database at {cluster.Database} does not answer ({Line((npgsql.InnerException ?? npgsql).Message)})", true),
        SocketException or TimeoutException => Problem($"the database at {cluster.Database} does not answer ({Line(failure.Message)})", true),
        _ => null,
    };

    /// <summary>The failure of the database that caused a failure of something else.</summary>
    /// <returns>Null when none did.</returns>
    public static StoreException? Within(Exception failure, ClusterConnection cluster) => failure switch
    {
        StoreException or NpgsqlException => Of(failure, cluster),
        AggregateException several => several.InnerExceptions.Select(inner => Within(inner, cluster)).FirstOrDefault(told => told is not null),
        { InnerException: { } inner } => Within(inner, cluster),
        _ => null,
    };

    private static StoreException Problem(string message, bool isTransient) => new(message) { IsTransient = isTransient };

    private static string Line(string text) => text.ReplaceLineEndings(" ");
}
