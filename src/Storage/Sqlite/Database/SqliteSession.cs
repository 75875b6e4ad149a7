using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Thresher.Storage.Sqlite.Database;

/// <summary>The writer's connection with its prepared statements, used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _db;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    public SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        _db = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Domains = new SqliteDomainIds(this);
    }

    /// <summary>Numbers of domain keys, cached.</summary>
    public SqliteDomainIds Domains { get; }

    /// <summary>The prepared form of a statement; <paramref name="sql"/> must be a constant, it is the cache's key.</summary>
    public SqliteStatement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
            {
                _statements[sql] = statement = new SqliteStatement(_db, sql);
            }

            return statement;
        }
    }

    /// <summary>The row number of the last insert.</summary>
    public long LastInsertId => raw.sqlite3_last_insert_rowid(_db);

    /// <summary>Rows changed since the connection was opened.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(_db);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
