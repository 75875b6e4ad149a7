using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Thresher.Storage.Sqlite.Database;

/// <summary>SQLite's result codes as one line a user can act on.</summary>
internal static class SqliteErrors
{
    public static void Check(int resultCode, sqlite3 db)
    {
        if (resultCode is raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW)
        {
            return;
        }

        throw Describe(resultCode, raw.sqlite3_errmsg(db).utf8_to_string(), raw.sqlite3_db_filename(db, "main").utf8_to_string(), null);
    }

    public static StoreException Translate(SqliteException exception, string file) =>
        Describe(exception.SqliteErrorCode, exception.Message, file, exception);

    private static StoreException Describe(int resultCode, string message, string file, Exception? inner)
    {
        var (text, transient) = (resultCode & 0xFF) switch
        {
            raw.SQLITE_FULL => ($"the disk that holds {file} is full: free some space and run the same command again; nothing committed is lost", true),
            raw.SQLITE_IOERR => ($"{file} cannot be written or read (input/output error, perhaps a full disk): check the disk and run the same command again; nothing committed is lost", true),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => ($"{file} is damaged or not a Thresher database: restore a copy of it, or name another directory with --data", false),
            raw.SQLITE_CANTOPEN => ($"{file} cannot be opened: check that the directory exists and may be written", false),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => ($"{file} is read-only: give this user the right to write it", false),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => ($"{file} is locked by another program: close that program and run the same command again", true),
            _ => ($"{file}: SQLite error {resultCode}: {message.ReplaceLineEndings(" ")}", false),
        };
        return new StoreException(text, inner) { IsTransient = transient };
    }
}
