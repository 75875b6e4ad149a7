using System.Net.Sockets;
using Thresher.Grains.Hosting;
using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>
/// Tells which members of the cluster are gone: those that have neither beaten their heart for as long as a silo may go
/// without, nor let anybody connect. One that is frozen, or whose database was away, still takes connections; one that
/// cannot be reached from here alone still beats.
/// </summary>
internal sealed class DeadMembers(ClusterDatabase database, TimeProvider time)
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(1);

    /// <summary>The members that let nobody connect.</summary>
    /// <param name="active">The members that the cluster takes for active.</param>
    /// <param name="silence">Only those are asked that have not beaten for longer than this.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">The database is away.</exception>
    public async Task<IReadOnlyList<SiloMember>> AbsentAsync(IEnumerable<SiloAddress> active, TimeSpan silence, CancellationToken cancellationToken)
    {
        var members = (await database.SilencesAsync(active, cancellationToken)).Where(member => member.Silence > silence).ToList();
        var reached = await Task.WhenAll(members.Select(member => ConnectsAsync(member, cancellationToken)));
        return [.. members.Where((_, i) => !reached[i])];
    }

    /// <summary>Whether an absent member is gone.</summary>
    public static bool IsDead(SiloMember absent) => absent.Silence > ThresherClusterExtensions.Trust;

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
