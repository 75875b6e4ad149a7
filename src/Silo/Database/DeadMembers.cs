using System.Net;
using System.Net.Sockets;
using Thresher.Hosting;

namespace Thresher.Silo.Database;

/// <summary>
/// Finds the members of the cluster whose processes are gone, and has them known as dead. Where silos live they do so
/// themselves; but when all were killed nobody is left, and Orleans lets a silo join only once it has reached every
/// member or the member's last sign of life has grown old, which takes half a minute. Dead is who has neither beaten its
/// heart for as long as a silo may go without, nor lets anybody connect: one that is frozen, or whose database was
/// away, still takes connections.
/// </summary>
internal sealed partial class DeadMembers(ClusterDatabase database, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>One that beats and cannot be reached is Orleans' affair.</summary>
    private static readonly TimeSpan LongestDoubt = ThresherClusterExtensions.Trust + TimeSpan.FromSeconds(2);

    /// <summary>Returns when no member is in doubt any more.</summary>
    /// <exception cref="Storage.StoreException">The database is away.</exception>
    public async Task BuryAsync(CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellationToken))
        {
            var members = await database.ActiveMembersAsync(cancellationToken);
            var reached = await Task.WhenAll(members.Select(member => ConnectsAsync(member, cancellationToken)));
            var absent = members.Where((_, i) => !reached[i]).ToList();
            var dead = absent.Where(member => member.Silence > ThresherClusterExtensions.Trust).ToList();
            if (dead.Count > 0)
            {
                await database.DeclareDeadAsync(dead, cancellationToken);
                LogDead(string.Join(", ", dead.Select(member => $"{member.Address}:{member.Port}")));
            }

            if (absent.Count == dead.Count || time.GetElapsedTime(began) > LongestDoubt)
            {
                return;
            }
        }
    }

    private async Task<bool> ConnectsAsync(SiloMember member, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestConnect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var endpoint = new IPEndPoint(IPAddress.Parse(member.Address), member.Port);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Members that are gone are known as dead now: {Silos}")]
    private partial void LogDead(string silos);
}
