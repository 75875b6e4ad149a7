using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Thresher.Storage.Sqlite.Database;

/// <summary>Applies the numbered scripts that the file does not have yet; its number is <c>user_version</c>.</summary>
internal static class SqliteSchema
{
    public static void Upgrade(SqliteConnection connection, string file)
    {
        Execute(connection, "BEGIN IMMEDIATE");
        var scripts = SchemaScripts.For("Sqlite");
        var version = Scalar(connection, "PRAGMA user_version");
        if (version > scripts.Count)
        {
            Execute(connection, "ROLLBACK");
            throw new StoreException(
                $"{file} has schema version {version}, newer than the {scripts.Count} this program knows: use a newer Thresher");
        }

        Execute(connection, "CREATE TABLE IF NOT EXISTS rewritings (name TEXT PRIMARY KEY, done INTEGER NOT NULL, total INTEGER NOT NULL) WITHOUT ROWID");
        for (var next = (int)version; next < scripts.Count; next++)
        {
            Execute(connection, scripts[next]);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {next + 1}"));
        }

        Execute(connection, "COMMIT");
    }

    /// <summary>Checks, without writing, that the schema is this program's.</summary>
    public static void Demand(SqliteConnection connection, string file)
    {
        var known = SchemaScripts.For("Sqlite").Count;
        var version = Scalar(connection, "PRAGMA user_version");
        if (version != known)
        {
            throw new StoreException(
                version == 0 ? $"{file} holds no crawls yet: run a crawl first"
                : version > known ? $"{file} has schema version {version}, newer than the {known} this program knows: use a newer Thresher"
                : $"{file} has schema version {version}, older than this program's {known}: crawl or seed once to upgrade it");
        }
    }

    /// <summary>Checks, without writing, that no commit is gone that was durable.</summary>
    /// <param name="connection">The open database.</param>
    /// <param name="file">Its file.</param>
    /// <param name="mark">The number of the last commit (<see cref="SqliteCommitMark"/>), read before the database was: a process may be writing.</param>
    public static void DemandCommits(SqliteConnection connection, string file, long mark)
    {
        var here = Scalar(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'commits'") == 0 ? 0 : Scalar(connection, "SELECT n FROM commits");
        if (here < mark)
        {
            throw new StoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"{file} lacks its last {mark - here} commits: its write-ahead log {file}-wal is missing or cut short, or the file is an older copy; put back what is missing, or delete {SqliteCommitMark.PathOf(file)} to go on with what is left"));
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
