using Spectre.Console;

namespace Thresher.Client.Watching;

/// <summary>A view on the terminal, redrawn in place about four times a second.</summary>
internal sealed class LiveView(IAnsiConsole console, TimeProvider time) : IProgressView
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(240);

    /// <inheritdoc/>
    public Task RunAsync(Func<Action<ProgressFrame>, Task> watching) =>
        console.Live(new Text("")).AutoClear(true).StartAsync(live =>
        {
            long drawnAt = 0;
            return watching(frame =>
            {
                if (drawnAt == 0 || time.GetElapsedTime(drawnAt) >= LeastInterval)
                {
                    drawnAt = time.GetTimestamp();
                    live.UpdateTarget(ProgressBoard.Draw(frame, console.Profile.Width, console.Profile.Height, time));
                }
            });
        });
}
