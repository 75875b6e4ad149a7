using Microsoft.Data.Sqlite;

namespace Thresher.Storage.Sqlite.Database;

/// <summary>
/// How a database in WAL mode is opened to be read by a user who may not write its directory. SQLite normally writes a
/// file of its own beside it even then; where it may not, and nobody has the database open, the file is read as it is.
/// </summary>
public static class SqliteReadAccess
{
    /// <summary>The connection string that opens the file.</summary>
    /// <param name="file">Path of the database file.</param>
    /// <exception cref="SqliteException">It cannot be opened in any way.</exception>
    public static string ConnectionString(string file)
    {
        string[] attempts =
        [
            Text(file, SqliteOpenMode.ReadWrite),
            Text(file, SqliteOpenMode.ReadOnly),
            Text($"file:{Uri.EscapeDataString(Path.GetFullPath(file)).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1", SqliteOpenMode.ReadOnly),
        ];
        for (var i = 0; ; i++)
        {
            try
            {
                using var connection = new SqliteConnection(attempts[i]);
                connection.Open();
                using var look = connection.CreateCommand();
                look.CommandText = "SELECT count(*) FROM sqlite_master";
                look.ExecuteScalar();
                return attempts[i];
            }
            catch (SqliteException failure) when (i + 1 < attempts.Length && IsForbidden(failure))
            {
                // The next attempt needs less.
            }
        }
    }

    private static bool IsForbidden(SqliteException failure) =>
        failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_IOERR;

    private static string Text(string source, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString();
}
