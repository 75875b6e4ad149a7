using Microsoft.Data.Sqlite;
using Thresher.Storage.Shapes;
using Thresher.Storage.Sqlite.Database;

namespace Thresher.Storage.Sqlite;

/// <summary>The embedded engine: one file in WAL mode, one writer, any number of readers.</summary>
public sealed class SqliteStore : ICrawlStore
{
    private const int CacheKib = 65_536;

    /// <summary>How long a lock that another program holds is waited for, in milliseconds.</summary>
    private const int BusyMs = 5_000;
    private readonly string _connectionString;
    private readonly string _file;
    private readonly SqliteReader _reader;
    private readonly TimeProvider _time;
    private SqliteWriter? _writer;
    private SqliteCatalog? _catalog;
    private SqliteFrontier? _frontier;
    private SqliteDepths? _depths;
    private SqliteStoredPages? _pages;
    private SqliteUpgrade? _upgrade;

    /// <summary>Names the file; nothing is opened yet.</summary>
    /// <param name="file">Path of the database file; its directory must exist.</param>
    /// <param name="time">The clock of not-before times and leases.</param>
    public SqliteStore(string file, TimeProvider time)
    {
        _file = file;
        _time = time;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = true, DefaultTimeout = 30 }.ToString();
        _reader = new SqliteReader(_connectionString, file);
    }

    /// <inheritdoc/>
    public ICrawlCatalog Catalog => _catalog ?? throw NotInitialized();

    /// <inheritdoc/>
    public IUrlIntake Intake => Frontier;

    /// <inheritdoc/>
    public IUrlQueue Queue => Frontier;

    /// <inheritdoc/>
    public IDomainLeases Leases => Frontier;

    /// <inheritdoc/>
    public IDomainOwners Owners => Frontier;

    /// <inheritdoc/>
    public IUrlTransitions Transitions => Frontier;

    /// <inheritdoc/>
    public IUrlDepths Depths => _depths ?? throw NotInitialized();

    /// <inheritdoc/>
    public IStoredPages Pages => _pages ?? throw NotInitialized();

    /// <inheritdoc/>
    public ICookies Cookies => Frontier;

    /// <inheritdoc/>
    public IRenderShapes Shapes => Frontier;

    /// <inheritdoc/>
    public ICrawlReader Reader => _reader;

    /// <inheritdoc/>
    public IChangeFeed Feed => _reader;

    /// <inheritdoc/>
    public IStoreUpgrade Upgrade => _upgrade ?? throw NotInitialized();

    private SqliteFrontier Frontier => _frontier ?? throw NotInitialized();

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_file))
        {
            // Of a database that was deleted.
            File.Delete(SqliteCommitMark.PathOf(_file));
        }

        var mark = SqliteCommitMark.Read(_file);
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            SqliteSchema.DemandCommits(connection, _file, mark);
            // FULL: a commit survives power loss; batching makes it cheap. Another program that looks into the file may lock
            // it for a moment, which is waited out.
            SqliteSchema.Execute(connection, $"""
                PRAGMA busy_timeout = {BusyMs};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -{CacheKib};
                PRAGMA wal_autocheckpoint = 4000;
                """);
            SqliteSchema.Upgrade(connection, _file);
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            throw failure is SqliteException sqlite ? SqliteErrors.Translate(sqlite, _file) : failure;
        }

        Use(new SqliteWriter(connection, SqliteCommitMark.Open(_file)));
    }

    /// <summary>
    /// Opens a file that a process may be writing, in place of <see cref="InitializeAsync"/>: everything can be read,
    /// nothing waits for the writer, and whatever writes fails.
    /// </summary>
    /// <exception cref="StoreException">There is no file, it is damaged, or its schema is not this program's.</exception>
    public async Task OpenToReadAsync(CancellationToken cancellationToken)
    {
        var mark = SqliteCommitMark.Read(_file);
        var connection = new SqliteConnection();
        try
        {
            connection.ConnectionString = SqliteReadAccess.ConnectionString(_file);
            _reader.Use(new SqliteConnectionStringBuilder(connection.ConnectionString) { Pooling = true }.ToString());
            await connection.OpenAsync(cancellationToken);
            SqliteSchema.Execute(connection, "PRAGMA query_only = ON");
            SqliteSchema.DemandCommits(connection, _file, mark);
            SqliteSchema.Demand(connection, _file);
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            throw failure is SqliteException sqlite ? SqliteErrors.Translate(sqlite, _file) : failure;
        }

        Use(new SqliteWriter(connection, mark: null, begin: "BEGIN"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_writer is { } writer)
        {
            await writer.DisposeAsync();
        }
    }

    private void Use(SqliteWriter writer)
    {
        _writer = writer;
        _catalog = new SqliteCatalog(writer, _time);
        _frontier = new SqliteFrontier(writer, _time);
        _depths = new SqliteDepths(writer, _time);
        _pages = new SqliteStoredPages(writer, _time);
        _upgrade = new SqliteUpgrade(writer);
    }

    private static InvalidOperationException NotInitialized() => new("InitializeAsync has not been awaited.");
}
