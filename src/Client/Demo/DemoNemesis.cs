using Thresher.Client.Watching;

namespace Thresher.Client.Demo;

/// <summary>Kills the crawlers one after the other while they work, and starts each of them again.</summary>
internal sealed class DemoNemesis(IReadOnlyList<DemoProcess> crawlers, Screen screen)
{
    private static readonly TimeSpan FirstKill = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(2);

    /// <summary>Processes killed so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Goes on until told to stop.</summary>
    public async Task RageAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(FirstKill, cancellationToken);
            for (var turn = 0; ; turn++)
            {
                var victim = crawlers[turn % crawlers.Count];
                screen.WriteLine($"kill -9 {victim.Id} ({victim.Name})");
                await victim.KillAsync();
                Kills++;
                await Task.Delay(Down, cancellationToken);
                victim.Start();
                screen.WriteLine($"{victim.Name} starts again as process {victim.Id}");
                await Task.Delay(BetweenKills - Down, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
