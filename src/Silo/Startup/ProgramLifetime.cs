namespace Thresher.Silo.Startup;

/// <summary>Leaves signals to <see cref="SiloProgram"/>, which receives them before there is a host.</summary>
internal sealed class ProgramLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
