using SQLitePCL;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Storage.Sqlite.Database;

/// <summary>
/// A prepared statement bound by position. The writer runs several a page; the ADO.NET layer looks each parameter up
/// by name and allocates for it, which costs more than the insert.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private int _bound;

    public SqliteStatement(sqlite3 db, string sql)
    {
        _db = db;
        SqliteErrors.Check(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), db);
    }

    public SqliteStatement Bind(long value) => Bound(raw.sqlite3_bind_int64(_statement, ++_bound, value));

    public SqliteStatement Bind(int value) => Bind((long)value);

    public SqliteStatement Bind(long? value) =>
        value is { } some ? Bind(some) : Bound(raw.sqlite3_bind_null(_statement, ++_bound));

    public SqliteStatement Bind(string? value) => Bound(value is null
        ? raw.sqlite3_bind_null(_statement, ++_bound)
        : raw.sqlite3_bind_text(_statement, ++_bound, StoredText.Clean(value)));

    public SqliteStatement Bind(byte[]? value) => value is null ? Bound(raw.sqlite3_bind_null(_statement, ++_bound)) : Bind(value.AsSpan());

    public SqliteStatement Bind(ReadOnlySpan<byte> value) => Bound(raw.sqlite3_bind_blob(_statement, ++_bound, value));

    public SqliteStatement Bind(Hash128 value)
    {
        Span<byte> bytes = stackalloc byte[Hash128.Size];
        value.Write(bytes);
        return Bind(bytes);
    }

    /// <summary>A value that cannot be bound (too long, no memory) must not leave NULL in its place.</summary>
    private SqliteStatement Bound(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            Reset();
            SqliteErrors.Check(result, _db);
        }

        return this;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <returns>Rows changed by it.</returns>
    public int Run()
    {
        var rc = raw.sqlite3_step(_statement);
        Reset();
        if (rc is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            SqliteErrors.Check(rc, _db);
        }

        return raw.sqlite3_changes(_db);
    }

    /// <summary>Steps to the next row; at the end the statement is ready to be bound again.</summary>
    public bool Read()
    {
        var rc = raw.sqlite3_step(_statement);
        if (rc == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        if (rc != raw.SQLITE_DONE)
        {
            SqliteErrors.Check(rc, _db);
        }

        return false;
    }

    public void Reset()
    {
        raw.sqlite3_reset(_statement);
        _bound = 0;
    }

    public long Int(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public byte[]? BlobOrNull(int column) => IsNull(column) ? null : raw.sqlite3_column_blob(_statement, column).ToArray();

    public Hash128 Hash(int column) => Hash128.Read(raw.sqlite3_column_blob(_statement, column));

    /// <summary>The single value of a single row, 0 when there is none.</summary>
    public long Scalar()
    {
        var value = Read() ? Int(0) : 0;
        Reset();
        return value;
    }

    public void Dispose() => _statement.Dispose();
}
