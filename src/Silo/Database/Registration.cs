using Thresher.Storage;

namespace Thresher.Silo.Database;

/// <summary>Writes down where this silo is reached, before it says that it serves: consoles look there.</summary>
internal sealed class Registration(ClusterDatabase database, ILocalSiloDetails silo, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await database.RegisterAsync(silo.SiloAddress, silo.GatewayAddress, cancellationToken);
                return;
            }
            catch (StoreException failure) when (failure.IsTransient)
            {
                // The sweep says that the database is away.
            }

            await Task.Delay(Retry, time, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
