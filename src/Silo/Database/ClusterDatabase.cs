using Npgsql;
using Thresher.Grains.Configuration;
using Thresher.Grains.Ownership;
using Thresher.Storage;
using Thresher.Storage.Postgres.Frontier;

namespace Thresher.Silo.Database;

/// <summary>What a silo asks its database about the cluster rather than about crawls. Uses at most two connections of its own.</summary>
internal sealed class ClusterDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly ClusterConnection _cluster;
    private readonly LiveSilos _silos;
    private readonly TimeSpan _lease;

    /// <param name="cluster">The cluster.</param>
    /// <param name="lease">How long a silo's ownership lasts from its last heartbeat.</param>
    public ClusterDatabase(ClusterConnection cluster, TimeSpan lease)
    {
        (_cluster, _lease) = (cluster, lease);
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.ConnectionString)
        {
            ApplicationName = "thresher-silo-watch",
            MaxPoolSize = 2,
            CommandTimeout = 5,
        });
        _silos = new LiveSilos(_source);
    }

    /// <summary>
    /// Other clusters whose silos own domains in this database, by the database's clock. Two clusters on one database would
    /// compete for its domains.
    /// </summary>
    public async Task<IReadOnlyList<string>> LiveOthersAsync(CancellationToken cancellationToken)
    {
        var alive = await AskAsync(() => _silos.AliveAsync(cancellationToken));
        return [.. alive.Select(silo => silo.ClusterId).Where(id => id != _cluster.ClusterId).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Writes down where this silo is reached.</summary>
    public Task RegisterAsync(SiloAddress silo, SiloAddress gateway, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await _silos.RegisterAsync(SiloOwner.Of(silo), _cluster.ClusterId, gateway.Endpoint.ToString(), cancellationToken);
        return true;
    });

    /// <summary>Since when each of these silos has not had its ownership confirmed; those that never had are left out.</summary>
    public async Task<IReadOnlyList<SiloMember>> SilencesAsync(IEnumerable<SiloAddress> silos, CancellationToken cancellationToken)
    {
        var named = silos.ToDictionary(SiloOwner.Of, StringComparer.Ordinal);
        var overdue = await AskAsync(() => _silos.OverdueAsync(named.Keys, cancellationToken));
        return [.. overdue.Select(owner => new SiloMember(named[owner.Key], owner.Value + _lease))];
    }

    /// <summary>The cluster's membership table, as Orleans reads and writes it.</summary>
    public Task<IMembershipTable> MembershipAsync(CancellationToken cancellationToken) =>
        AskAsync(() => _cluster.OpenMembershipAsync(cancellationToken));

    /// <summary>Takes a member that cannot leave by itself from among the living.</summary>
    public async Task WithdrawAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        var table = await MembershipAsync(cancellationToken);
        MembershipTableData members;
        do
        {
            members = await AskAsync(() => table.ReadAllAsync(cancellationToken));
        }
        while (members.TryGet(silo) is { Item1.Status: not SiloStatus.Dead } && !await DeclareDeadAsync(table, members, silo, cancellationToken));
    }

    /// <summary>Declares a member dead as its neighbours would, against the table as it was read.</summary>
    /// <returns>False when somebody else wrote meanwhile.</returns>
    public Task<bool> DeclareDeadAsync(IMembershipTable table, MembershipTableData members, SiloAddress silo, CancellationToken cancellationToken)
    {
        var (entry, etag) = members.TryGet(silo)!;
        entry.Status = SiloStatus.Dead;
        return AskAsync(() => table.UpdateRowAsync(entry, etag, members.Version.Next(), cancellationToken));
    }

    /// <summary>The database's clock.</summary>
    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await using var command = _source.CreateCommand("SELECT clock_timestamp()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
    });

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Asks, and tells of the database's failures as what they are.</summary>
    /// <exception cref="StoreException">The database is unavailable.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception failure) when (DatabaseFailure.Of(failure, _cluster) is { } told)
        {
            throw told;
        }
    }
}
