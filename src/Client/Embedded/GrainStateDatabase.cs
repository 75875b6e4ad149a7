using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Thresher.Grains.Contracts;
using Thresher.Grains.Frontier;
using Thresher.Grains.Politeness;
using Thresher.Grains.States;
using Thresher.Storage;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Client.Embedded;

/// <summary>
/// The SQLite file that Orleans keeps grain state in: Orleans' scripts, what brings them up to date, and the WAL without
/// which it crawls. What it holds can be learnt again, so a damaged file is set aside and a new one is created.
/// </summary>
internal static partial class GrainStateDatabase
{
    /// <summary>Orleans' name for SQLite; it loads Microsoft.Data.Sqlite.</summary>
    public const string Invariant = "System.Data.SQLite";

    /// <summary>1: Orleans' scripts as they were, which did not write a version down. 2: their update.</summary>
    private const int Version = 2;

    private const int Corrupt = 11;
    private const int NoDatabase = 26;

    /// <summary>Makes the file ready.</summary>
    /// <returns>The connection string for Orleans.</returns>
    /// <exception cref="StoreException">The file cannot be written, or a newer version wrote it.</exception>
    public static string Prepare(string file, ILogger logger)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
        try
        {
            Upgrade(file, connectionString);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is Corrupt or NoDatabase)
        {
            LogSetAside(logger, file, failure.Message.ReplaceLineEndings(" "), SetAside(file));
            Upgrade(file, connectionString);
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

        try
        {
            var connectionString = SqliteReadAccess.ConnectionString(file);
            var grain = DomainGrain.IdOf(domain);
            var state = await GrainStateReader.ReadAsync<DomainState>(Invariant, connectionString, EmbeddedSilo.ServiceId, DomainGrain.PolitenessState, grain, cancellationToken);
            var robots = await GrainStateReader.ReadAsync<RobotsState>(Invariant, connectionString, EmbeddedSilo.ServiceId, DomainGrain.RobotsState, grain, cancellationToken);
            return state is null && robots is null ? null : FormerState.Carried(new DomainMemory(state ?? new(), robots ?? new()));
        }
        catch (SqliteException failure)
        {
            throw Unusable(file, failure);
        }
    }

    /// <summary>
    /// Opens what grains stored, to change it while no silo runs on the directory; null when nothing was ever stored.
    /// </summary>
    /// <exception cref="StoreException">The file cannot be written, or a newer version wrote it.</exception>
    public static async Task<IGrainStorage?> OpenAsync(string file, CancellationToken cancellationToken) => File.Exists(file)
        ? await GrainStateReader.OpenToChangeAsync(Invariant, Prepare(file, NullLogger.Instance), EmbeddedSilo.ServiceId, cancellationToken)
        : null;

    private static void Upgrade(string file, string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL");
        var version = Count(connection, "PRAGMA user_version");
        if (version > Version)
        {
            throw new StoreException($"{file} has version {version}, newer than the {Version} this program knows: use a newer Thresher");
        }

        if (version < Version)
        {
            var scripts = Count(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'OrleansQuery'") > 0
                ? ""
                : OrleansScripts.Read("Sqlite-Main") + OrleansScripts.Read("Sqlite-Persistence");
            Execute(connection, $"BEGIN IMMEDIATE; {scripts} {OrleansScripts.Read("Sqlite-0002")} PRAGMA user_version = {Version}; COMMIT;");
        }
    }

    private static string SetAside(string file)
    {
        // What is pooled holds the old file open.
        SqliteConnection.ClearAllPools();
        var aside = file + ".damaged";
        File.Move(file, aside, overwrite: true);
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
        return aside;
    }

    private static StoreException Unusable(string file, SqliteException failure) =>
        new($"{file} cannot be used ({failure.Message.ReplaceLineEndings(" ")}): restore a copy of it, or name another directory with --data", failure);

    private static long Count(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} is damaged ({Reason}): what its domains remembered begins anew, with a full delay before each first request; the file is kept as {Aside}")]
    private static partial void LogSetAside(ILogger logger, string file, string reason, string aside);
}
