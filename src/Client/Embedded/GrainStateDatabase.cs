using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Thresher.Grains.Contracts;
using Thresher.Storage;

namespace Thresher.Client.Embedded;

/// <summary>Prepares the SQLite file that Orleans keeps grain state in: its own scripts, and the WAL without which it crawls.</summary>
internal static class GrainStateDatabase
{
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
            throw new StoreException($"{file} cannot be used ({failure.Message.ReplaceLineEndings(" ")}): restore a copy of it, or name another directory with --data", failure);
        }

        return connectionString;
    }

    /// <summary>Reads what a domain's grain stored, beside a silo that may be running; null when there is nothing.</summary>
    public static async Task<DomainState?> ReadDomainAsync(string file, string domain, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var select = connection.CreateCommand();
        select.CommandText = "SELECT PayloadBinary FROM OrleansStorage WHERE GrainTypeString = 'domain' AND GrainIdExtensionString = $key";
        select.Parameters.AddWithValue("$key", domain);
        return await select.ExecuteScalarAsync(cancellationToken) is byte[] json ? DomainOf(JsonNode.Parse(json)!) : null;
    }

    /// <summary>Takes apart what Orleans' JSON serializer writes, which leaves out defaults.</summary>
    private static DomainState DomainOf(JsonNode json)
    {
        var state = new DomainState
        {
            NotBefore = (long?)json[nameof(DomainState.NotBefore)] ?? 0,
            FailuresInARow = (int?)json[nameof(DomainState.FailuresInARow)] ?? 0,
        };
        foreach (var (scheme, robots) in json[nameof(DomainState.Robots)]?.AsObject() ?? [])
        {
            if (robots is JsonObject record)
            {
                state.Robots[scheme] = new RobotsRecord
                {
                    Access = (RobotsAccess)((int?)record[nameof(RobotsRecord.Access)] ?? 0),
                    Body = Convert.FromBase64String((string?)record[nameof(RobotsRecord.Body)]?["$value"] ?? ""),
                    ExpiresAt = (long?)record[nameof(RobotsRecord.ExpiresAt)] ?? 0,
                };
            }
        }

        return state;
    }

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
