using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Thresher.Grains.Connections;

/// <summary>Lets only those who know a secret use a silo's ports: silos and consoles alike.</summary>
public static partial class ConnectionSecretExtensions
{
    /// <summary>Time within which a connection must have proved that it knows the secret.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Requires the secret of everybody who connects, and shows it to the silos that this one connects to.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="secret">At least 16 bytes that cannot be guessed.</param>
    public static ISiloBuilder RequireSecret(this ISiloBuilder silo, byte[] secret)
    {
        var handshake = new SecretHandshake(secret);
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<ILoggerFactory>((connections, logs) =>
        {
            var logger = logs.CreateLogger(typeof(ConnectionSecretExtensions));
            connections.ConfigureGatewayInboundConnection(builder => Guard(builder, handshake.AcceptAsync, logger));
            connections.ConfigureSiloInboundConnection(builder => Guard(builder, handshake.AcceptAsync, logger));
            connections.ConfigureSiloOutboundConnection(builder => Guard(builder, handshake.OfferAsync, logger));
        });
        return silo;
    }

    /// <summary>Shows the secret to the silos that a console connects to.</summary>
    /// <param name="client">The console.</param>
    /// <param name="secret">The silos' secret.</param>
    public static IClientBuilder ShowSecret(this IClientBuilder client, byte[] secret)
    {
        var handshake = new SecretHandshake(secret);
        client.Services.AddOptions<ClientConnectionOptions>().Configure<ILoggerFactory>((connections, logs) =>
        {
            var logger = logs.CreateLogger(typeof(ConnectionSecretExtensions));
            connections.ConfigureConnection(builder => Guard(builder, handshake.OfferAsync, logger));
        });
        return client;
    }

    private static void Guard(IConnectionBuilder builder, Func<System.IO.Pipelines.IDuplexPipe, CancellationToken, Task<bool>> prove, ILogger logger) =>
        builder.Use(next => async connection =>
        {
            if (await ProvesAsync(connection, prove))
            {
                await next(connection);
                return;
            }

            LogRefused(logger, connection.RemoteEndPoint?.ToString() ?? "unknown");
            connection.Abort();
        });

    private static async Task<bool> ProvesAsync(ConnectionContext connection, Func<System.IO.Pipelines.IDuplexPipe, CancellationToken, Task<bool>> prove)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        limit.CancelAfter(Limit);
        try
        {
            return await prove(connection.Transport, limit.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException or InvalidOperationException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused a connection with {Peer}, which does not know the secret of this cluster")]
    private static partial void LogRefused(ILogger logger, string peer);
}
