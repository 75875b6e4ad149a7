using Spectre.Console;

namespace Thresher.Client.Watching;

/// <summary>A picture on the terminal, drawn again about four times a second in place.</summary>
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
                    live.UpdateTarget(ProgressBoard.Draw(frame, console.Profile.Width, console.Profile.Height));
                }
            });
        });
}
