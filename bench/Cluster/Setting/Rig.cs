using System.Globalization;
using Npgsql;
using Thresher.Jobs;
using Thresher.Jobs.Scope;
using Thresher.Storage.Postgres;
using Thresher.TestWeb;
using Thresher.TestWeb.Database;
using Thresher.Web.Urls;

namespace Thresher.Bench.Cluster.Setting;

/// <summary>
/// A PostgreSQL server with a database for each purpose, and silos on them. The server is the bench's own, with the settings
/// it is installed with (fsync on), unless THRESHER_BENCH_POSTGRES names one (a connection string): databases there
/// stay, so that what was filled in once need not be again.
/// </summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly PrivatePostgres? _server;
    private readonly string _connectionString;

    private Rig(PrivatePostgres? server, string connectionString) => (_server, _connectionString) = (server, connectionString);

    /// <summary>Silos that run.</summary>
    public List<SiloRun> Silos { get; } = [];

    public static async Task<Rig> StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("THRESHER_BENCH_POSTGRES") is { Length: > 0 } given)
        {
            return new Rig(null, given);
        }

        var server = await PrivatePostgres.TryStartAsync(null, cancellationToken)
            ?? throw new InvalidOperationException("PostgreSQL's server is not installed here: apt-get install postgresql");
        return new Rig(server, server.ConnectionString);
    }

    /// <summary>Connection string of a database.</summary>
    public string Database(string name) => new NpgsqlConnectionStringBuilder(_connectionString) { Database = name }.ConnectionString;

    /// <summary>Makes a database, in place of one of that name, with the current schema.</summary>
    public async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync(_connectionString, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", cancellationToken);
        await ExecuteAsync(_connectionString, $"CREATE DATABASE {name}", cancellationToken);
        await using var store = new PostgresStore(Database(name));
        await store.InitializeAsync(cancellationToken);
        return Database(name);
    }

    /// <summary>Whether there is a database of that name.</summary>
    public async Task<bool> HasAsync(string name, CancellationToken cancellationToken) =>
        (await ListAsync<int>(_connectionString, $"SELECT 1 FROM pg_database WHERE datname = '{name}'", cancellationToken)).Count > 0;

    /// <summary>Starts silos on a database and waits for them.</summary>
    public async Task AddAsync(int silos, string database, CancellationToken cancellationToken)
    {
        var added = Enumerable.Range(0, silos).Select(_ => SiloRun.Start(database)).ToList();
        Silos.AddRange(added);
        foreach (var silo in added)
        {
            await silo.ReadyAsync(cancellationToken);
        }
    }

    /// <summary>SIGKILLs all silos.</summary>
    public async Task KillAsync()
    {
        await Task.WhenAll(Silos.Select(silo => silo.KillAsync()));
        foreach (var silo in Silos)
        {
            await silo.DisposeAsync();
        }

        Silos.Clear();
    }

    /// <summary>Starts a crawl of the web's hosts from their roots.</summary>
    public static async Task CrawlAsync(string database, SyntheticWeb web, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using var store = new PostgresStore(database);
        var job = new CrawlJob
        {
            Name = "bench",
            AllowPrivate = true,
            Politeness = new CrawlPoliteness { Delay = delay },
            Seeds = [.. web.Seeds.Select(seed => seed.AbsoluteUri)],
        };
        var crawl = await store.Catalog.CreateAsync("bench", job.ToJson(), cancellationToken);
        foreach (var seeds in web.Seeds.Chunk(1000))
        {
            await store.Intake.AcceptAsync(
                crawl.Id,
                [.. seeds.Select(seed => new NewUrl(UrlIdentity.Of(seed.AbsoluteUri, crawl.Id), seed.AbsoluteUri, null, seed.Authority, 0, 0, 0))],
                [.. seeds.Select(seed => seed.Authority)],
                cancellationToken);
        }
    }

    /// <summary>How many domains with work each silo owns, in the order of <see cref="Silos"/>.</summary>
    public async Task<int[]> SharesAsync(string database, CancellationToken cancellationToken)
    {
        var owners = await ListAsync<string>(database, "SELECT owner FROM domains WHERE owner IS NOT NULL AND pending > 0", cancellationToken);
        return [.. Silos.Select(silo => owners.Count(owner => owner.StartsWith(silo.OwnerPrefix, StringComparison.Ordinal)))];
    }

    public static async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of a query's rows.</summary>
    public static async Task<List<T>> ListAsync<T>(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var list = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            list.Add(rows.GetFieldValue<T>(0));
        }

        return list;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A line of the report.</summary>
    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
