using Microsoft.Data.Sqlite;
using Thresher.Grains.Contracts;
using Thresher.Grains.Politeness;
using Thresher.Grains.States;
using Thresher.Storage;

namespace Thresher.Client.Embedded;

/// <summary>Prepares the SQLite file that Orleans keeps grain state in: its own scripts, and the WAL without which it crawls.</summary>
internal static class GrainStateDatabase
{
    /// <summary>Orleans' name for SQLite; it loads Microsoft.Data.Sqlite.</summary>
    public const string Invariant = "System.Data.SQLite";

    /// <summary>Makes the file ready.</summary>
    /// <returns>The connection string for Orleans.</returns>
    /// <exception cref="StoreException">The file is damaged or cannot be written.</exception>
    public static string Prepare(string file)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL");
            if (Count(connection) == 0)
            {
                Execute(connection, $"BEGIN; {OrleansScripts.Read("Sqlite-Main")} {OrleansScripts.Read("Sqlite-Persistence")} COMMIT;");
            }
        }
        catch (SqliteException failure)
        {
            throw Unusable(file, failure);
        }

        return connectionString;
    }

    /// <summary>Reads what a domain's grain stored, beside a silo that may be running; null when there is nothing.</summary>
    /// <exception cref="StoreException">The file is damaged.</exception>
    public static async Task<DomainMemory?> ReadDomainAsync(string file, string domain, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString();
        try
        {
            var grain = GrainId.Create("thresher.domain", domain);
            var state = await GrainStateReader.ReadAsync<DomainState>(Invariant, connectionString, EmbeddedSilo.ClusterId, "domain", grain, cancellationToken);
            var robots = await GrainStateReader.ReadAsync<RobotsState>(Invariant, connectionString, EmbeddedSilo.ClusterId, "robots", grain, cancellationToken);
            return state is null && robots is null ? null : FormerState.Carried(new DomainMemory(state ?? new(), robots ?? new()));
        }
        catch (SqliteException failure)
        {
            throw Unusable(file, failure);
        }
    }

    private static StoreException Unusable(string file, SqliteException failure) =>
        new($"{file} cannot be used ({failure.Message.ReplaceLineEndings(" ")}): restore a copy of it, or name another directory with --data", failure);

    private static long Count(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'OrleansQuery'";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
