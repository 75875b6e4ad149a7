using Thresher.Client.Watching;

namespace Thresher.Client.Demo;

/// <summary>Kills the crawling processes one after the other and restarts each of them.</summary>
internal sealed class DemoNemesis(IReadOnlyList<DemoProcess> crawlers, Screen screen)
{
    private static readonly TimeSpan FirstKill = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(2);

    /// <summary>Processes killed so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Kills and restarts until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
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
                await Task.Delay(RestartDelay, cancellationToken);
                victim.Start();
                screen.WriteLine($"{victim.Name} starts again as process {victim.Id}");
                await Task.Delay(BetweenKills - RestartDelay, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
