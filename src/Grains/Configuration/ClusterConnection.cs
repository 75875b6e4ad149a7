using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;
using Thresher.Grains.Connections;
using Thresher.Grains.States;
using Thresher.Storage;

namespace Thresher.Grains.Configuration;

/// <summary>
/// How silos and consoles find one cluster: the PostgreSQL database that holds its membership, and its name there.
/// Silos and consoles that share both are one cluster.
/// </summary>
public sealed class ClusterConnection
{
    /// <summary>Orleans' name of the database provider.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>Name of a cluster that was given none.</summary>
    public const string DefaultClusterId = "thresher";

    private const int LongestClusterId = 64;

    /// <summary>Connections that Orleans' own tables (membership, grain state) may take of one process.</summary>
    private const int OrleansPool = 16;

    /// <summary>Statements that each of them keeps prepared: Orleans has fewer.</summary>
    private const int OrleansStatements = 32;

    /// <summary>How often a console looks which gateways there are; Orleans' minute is long for one whose silo died.</summary>
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);

    private ClusterConnection(NpgsqlConnectionStringBuilder database, string clusterId)
    {
        ConnectionString = database.ConnectionString;
        ClusterId = clusterId;
        Database = $"{database.Host}:{database.Port}/{database.Database ?? database.Username}";
    }

    /// <summary>Connection string of the database, as given.</summary>
    public string ConnectionString { get; }

    /// <summary>Name of the cluster; also Orleans' service id, so that grain state follows it.</summary>
    public string ClusterId { get; }

    /// <summary>What silos and consoles show each other on every connection; null for none. At least 16 characters.</summary>
    public string? Secret { get; private init; }

    /// <summary>Certificates with which silos and consoles encrypt every connection and know each other; null for none.</summary>
    public ClusterCertificates? Certificates { get; private init; }

    /// <summary>The database as people name it, without a password: <c>host:port/database</c>.</summary>
    public string Database { get; }

    /// <summary>Reads a connection string.</summary>
    /// <param name="connectionString">Npgsql form, such as <c>Host=db;Username=thresher;Password=…;Database=thresher</c>.</param>
    /// <param name="clusterId">1 to 64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>; null for <see cref="DefaultClusterId"/>.</param>
    /// <param name="secret">What silos and consoles show each other on every connection, at least 16 characters; null for nothing.</param>
    /// <param name="tls">Directory of <see cref="ClusterCertificates"/>; null for connections that are not encrypted.</param>
    /// <exception cref="StoreException">One is malformed: one line that says how it should look.</exception>
    public static ClusterConnection Parse(string connectionString, string? clusterId = null, string? secret = null, string? tls = null)
    {
        if (secret?.Length < ConnectionSecret.ShortestText)
        {
            throw new StoreException($"the cluster's secret has {secret.Length} characters; use at least {ConnectionSecret.ShortestText} that nobody can guess");
        }

        var id = clusterId ?? DefaultClusterId;
        if (id.Length is 0 or > LongestClusterId || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new StoreException($"the cluster id '{id}' is not 1 to {LongestClusterId} letters, digits, '-', '_' or '.'");
        }

        try
        {
            var database = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrWhiteSpace(database.Host)
                ? throw new StoreException("the cluster's connection string names no Host; write Host=…;Username=…;Password=…;Database=…")
                : new ClusterConnection(database, id) { Secret = secret, Certificates = tls is null ? null : ClusterCertificates.Read(tls) };
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StoreException(
                $"the cluster's connection string cannot be read ({failure.Message.ReplaceLineEndings(" ")}); write Host=…;Username=…;Password=…;Database=…", failure);
        }
    }

    /// <summary>Lets a console find the cluster.</summary>
    public IClientBuilder Apply(IClientBuilder client)
    {
        client.Services.Configure<ClusterOptions>(SetIds);
        WireExceptions.Configure(client.Services);
        if (Certificates is not null)
        {
            // Before the secret, which is then shown within the encrypted connection.
            client.RequireCertificate(Certificates);
        }

        if (Secret is not null)
        {
            client.ShowSecret(ConnectionSecret.Of(Secret));
        }

        client.Services.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewayRefresh);
        return client.UseAdoNetClustering(options =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = ForOrleans("console");
        });
    }

    /// <summary>Makes a silo a member of the cluster, with grain state in its database.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="grainStorage">Name of the grain storage.</param>
    public ISiloBuilder Apply(ISiloBuilder silo, string grainStorage)
    {
        var connectionString = ForOrleans("silo");
        silo.Services.Configure<ClusterOptions>(SetIds);
        if (Certificates is not null)
        {
            silo.RequireCertificate(Certificates);
        }

        if (Secret is not null)
        {
            silo.RequireSecret(ConnectionSecret.Of(Secret));
        }

        return silo
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString))
            .AddGrainState(grainStorage, Invariant, connectionString);
    }

    /// <summary>Opens the cluster's membership table, as its silos read and write it, without joining them.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database fails.</exception>
    public async Task<IMembershipTable> OpenMembershipAsync(CancellationToken cancellationToken)
    {
        var ids = new ClusterOptions();
        SetIds(ids);
        var table = new AdoNetClusteringTable(
            new ServiceCollection().BuildServiceProvider(),
            Options.Create(ids),
            Options.Create(new AdoNetClusteringSiloOptions { Invariant = Invariant, ConnectionString = ForOrleans("membership") }),
            NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTableAsync(true, cancellationToken);
        return table;
    }

    private void SetIds(ClusterOptions options) => (options.ClusterId, options.ServiceId) = (ClusterId, ClusterId);

    /// <summary>What comes first is a default: a pooler in between may need what the user's string says of prepared statements.</summary>
    private string ForOrleans(string role) => new NpgsqlConnectionStringBuilder($"Max Auto Prepare={OrleansStatements};Auto Prepare Min Usages=2;{ConnectionString}")
    {
        ApplicationName = $"thresher-{role}-orleans",
        MaxPoolSize = OrleansPool,
    }.ConnectionString;
}
