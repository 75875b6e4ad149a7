using System.Net.Sockets;
using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// Determines which members of the cluster are gone: those that have sent no heartbeat for as long as a silo may go without
/// and refuse connections. One that is frozen, or whose database was unavailable, still accepts connections; one that only
/// this silo cannot reach still sends heartbeats.
/// </summary>
/// <param name="database">Knows their heartbeats.</param>
/// <param name="trust">How long a silo may go without a heartbeat.</param>
/// <param name="time">Limits a connection attempt.</param>
internal sealed class DeadMembers(ClusterDatabase database, TimeSpan trust, TimeProvider time)
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(1);

    /// <summary>The members that refuse connections.</summary>
    /// <param name="active">The members that the cluster takes for active.</param>
    /// <param name="silence">Only members without a heartbeat for longer than this are checked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">The database is unavailable.</exception>
    public async Task<IReadOnlyList<SiloMember>> AbsentAsync(IEnumerable<SiloAddress> active, TimeSpan silence, CancellationToken cancellationToken)
    {
        var members = (await database.SilencesAsync(active, cancellationToken)).Where(member => member.Silence > silence).ToList();
        var reached = await Task.WhenAll(members.Select(member => ConnectsAsync(member, cancellationToken)));
        return [.. members.Where((_, i) => !reached[i])];
    }

    /// <summary>Whether an absent member is gone.</summary>
    public bool IsDead(SiloMember absent) => absent.Silence > trust;

    private async Task<bool> ConnectsAsync(SiloMember member, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestConnect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var endpoint = member.Silo.Endpoint;
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, either.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
