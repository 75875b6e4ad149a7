using Npgsql;

namespace Thresher.Storage.Postgres.Database;

/// <summary>PostgreSQL's errors as one line a user can act on. It names host and port, never the password.</summary>
internal sealed class PostgresErrors(string host, int port, string? database, string? user)
{
    private const string Remedy = "nothing committed is lost";
    private const string IdleInTransactionTimeout = "25P03";

    public string Server => $"PostgreSQL at {host}:{port}";

    /// <summary>Whether the transaction lost against another and is worth running again at once.</summary>
    public static bool LostToAnother(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
    };

    /// <summary>Whether <see cref="Translate"/> knows what to make of it.</summary>
    public static bool IsTheStores(Exception failure) =>
        failure is NpgsqlException or TimeoutException or System.IO.IOException or System.Net.Sockets.SocketException;

    public StoreException Translate(Exception failure)
    {
        var (text, transient) = failure is PostgresException refused ? Describe(refused) : DescribeConnection(failure);
        return new StoreException(text, failure) { IsTransient = transient };
    }

    private (string Text, bool Transient) Describe(PostgresException failure) => failure.SqlState switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            ($"{Server} is shutting down or starting: {Remedy}, the work goes on when it is back", true),
        IdleInTransactionTimeout =>
            ($"{Server} ended a transaction in which it heard nothing for too long, as when this process was frozen: {Remedy}", true),
        PostgresErrorCodes.TooManyConnections =>
            ($"{Server} has no connection left: raise its max_connections, or lower Maximum Pool Size in the connection string", true),
        PostgresErrorCodes.DiskFull => ($"the disk of {Server} is full: free some space; {Remedy}", true),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            ($"{Server} refuses user {user}: check user name and password in the connection string", false),
        PostgresErrorCodes.InvalidCatalogName =>
            ($"{Server} has no database {database}: create it, or name another in the connection string", false),
        PostgresErrorCodes.InsufficientPrivilege =>
            ($"{Server} denies user {user} a right in database {database}: {Line(failure.MessageText)}", false),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            ($"{Server} is read-only, perhaps a stand-by: name the primary in the connection string", true),
        _ => ($"{Server}: {failure.SqlState}: {Line(failure.MessageText)}", failure.IsTransient || LostToAnother(failure)),
    };

    private (string Text, bool Transient) DescribeConnection(Exception failure)
    {
        var cause = failure.InnerException ?? failure;
        return cause is TimeoutException
            ? ($"{Server} does not answer in time: check that it is up and not overloaded; {Remedy}", true)
            : ($"{Server} cannot be reached ({Line(cause.Message)}): check that it is up and may be reached from here; {Remedy}", true);
    }

    private static string Line(string message) => message.ReplaceLineEndings(" ");
}
