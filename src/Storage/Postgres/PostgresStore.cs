using Npgsql;
using Thresher.Storage.Postgres.Database;
using Thresher.Storage.Postgres.Frontier;
using Thresher.Storage.Postgres.Reading;
using Thresher.Storage.Postgres.Sessions;
using Thresher.Storage.Shapes;

namespace Thresher.Storage.Postgres;

/// <summary>
/// The engine of a cluster: any number of silos on one PostgreSQL, 15 or later. Leases and due times go by the
/// server's clock, so the silos' clocks need not agree.
/// </summary>
public sealed class PostgresStore : IClusterStore
{
    private const int MaxPoolSize = 16;
    private const int PreparedStatements = 100;
    private const int HeartbeatPoolSize = 2;
    private readonly NpgsqlDataSource[] _owned = [];
    private readonly PostgresDatabase _database;
    private readonly PostgresFrontier _frontier;

    /// <summary>Uses a data source that its owner disposes.</summary>
    /// <param name="dataSource">Connections as an owner of the schema, or of one that is up to date.</param>
    public PostgresStore(NpgsqlDataSource dataSource)
        : this(dataSource, dataSource)
    {
    }

    /// <summary>Connects by itself; see <see cref="CreateDataSource"/>. Heartbeats have two connections more, of their own.</summary>
    /// <param name="connectionString">Npgsql's, such as <c>Host=db;Username=thresher;Database=thresher</c>.</param>
    /// <exception cref="ArgumentException">The connection string is not understood.</exception>
    public PostgresStore(string connectionString)
        : this(CreateDataSource(connectionString), CreateHeartbeatSource(connectionString), owned: true)
    {
    }

    private PostgresStore(NpgsqlDataSource source, NpgsqlDataSource heartbeat, bool owned = false)
    {
        _owned = owned ? [source, heartbeat] : [];
        _database = new PostgresDatabase(source);
        Catalog = new PostgresCatalog(_database);
        var domains = new PostgresDomainIds(_database);
        _frontier = new PostgresFrontier(_database, new PostgresDatabase(heartbeat), domains);
        Pages = new PostgresStoredPages(_database, domains);
        Depths = new PostgresDepths(_database);
        Cookies = new PostgresCookies(_database);
        Shapes = new PostgresShapes(_database);
        Upgrade = new PostgresUpgrade(_database);
        var reader = new PostgresReader(_database);
        (Reader, Feed) = (reader, reader);
    }

    /// <inheritdoc/>
    public ICrawlCatalog Catalog { get; }

    /// <inheritdoc/>
    public IUrlIntake Intake => _frontier;

    /// <inheritdoc/>
    public IUrlQueue Queue => _frontier;

    /// <inheritdoc/>
    public IDomainLeases Leases => _frontier;

    /// <inheritdoc/>
    public IDomainOwners Owners => _frontier;

    /// <inheritdoc/>
    public IUrlTransitions Transitions => _frontier;

    /// <inheritdoc/>
    public IStoreUpgrade Upgrade { get; }

    /// <inheritdoc/>
    public IOwnerFence Fence => _frontier;

    /// <inheritdoc/>
    public IOwnerShares Shares => _frontier;

    /// <inheritdoc/>
    public IUrlDepths Depths { get; }

    /// <inheritdoc/>
    public IStoredPages Pages { get; }

    /// <inheritdoc/>
    public ICookies Cookies { get; }

    /// <inheritdoc/>
    public IRenderShapes Shapes { get; }

    /// <inheritdoc/>
    public ICrawlReader Reader { get; }

    /// <inheritdoc/>
    public IChangeFeed Feed { get; }

    /// <summary>The connections.</summary>
    public NpgsqlDataSource Source => _database.Source;

    /// <summary>
    /// A data source as the store likes it, where the connection string does not say otherwise: statements prepared on
    /// their second use, 16 connections at most, a connection that died noticed within half a minute; handed back as they
    /// are, since nothing here outlives its transaction. A transaction whose
    /// process is frozen or gone is ended by the server after 5 s: its locks would hold up every other silo.
    /// </summary>
    /// <exception cref="ArgumentException">The connection string is not understood.</exception>
    public static NpgsqlDataSource CreateDataSource(string connectionString)
    {
        var asked = new NpgsqlConnectionStringBuilder(connectionString);
        var settings = new NpgsqlConnectionStringBuilder
        {
            MaxPoolSize = MaxPoolSize,
            MaxAutoPrepare = PreparedStatements,
            AutoPrepareMinUsages = 2,
            KeepAlive = 30,
            NoResetOnClose = true,
            ApplicationName = "thresher",
            Options = "-c idle_in_transaction_session_timeout=5000",
        };
        foreach (var key in asked.Keys)
        {
            settings[key] = asked[key];
        }

        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) =>
        _database.RunAsync(transaction => PostgresSchema.UpgradeAsync(transaction, _database.Server), cancellationToken);

    /// <summary>Makes sure of the schema without changing anything, in place of <see cref="InitializeAsync"/>: for who only reads.</summary>
    /// <exception cref="StoreException">The database is away, holds no crawls, or is of another version's schema.</exception>
    public Task OpenToReadAsync(CancellationToken cancellationToken) =>
        _database.StatementAsync(
            async statement => { await PostgresSchema.CheckAsync(statement, _database.Server); return true; }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _owned)
        {
            await source.DisposeAsync();
        }
    }

    private static NpgsqlDataSource CreateHeartbeatSource(string connectionString) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = HeartbeatPoolSize, MinPoolSize = 0, ApplicationName = "thresher-heartbeat" });
}
