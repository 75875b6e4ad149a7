using Spectre.Console;
using Thresher.Client.CommandLine;
using Thresher.Storage;
using Thresher.Storage.Rows;

namespace Thresher.Client.Watching;

/// <summary>A view on the terminal, redrawn in place about four times a second, and at once when a key is pressed.</summary>
/// <param name="console">The terminal.</param>
/// <param name="controls">What the keys do; null where there is no keyboard.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveView(IAnsiConsole console, WatchControls? controls, TimeProvider time) : IProgressView
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(240);
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan FailuresInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _drawing = new();
    private LiveDisplayContext? _live;
    private ProgressFrame? _frame;
    private ViewPage _page;
    private IReadOnlyList<UrlRow> _failures = [];
    private long _drawnAt;

    /// <inheritdoc/>
    public Task RunAsync(Func<Action<ProgressFrame>, Task> watching) =>
        console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            _live = live;
            using var ended = new CancellationTokenSource();
            var keys = controls is null ? Task.CompletedTask : FollowKeysAsync(controls, ended.Token);
            try
            {
                await watching(Show);
            }
            finally
            {
                await ended.CancelAsync();
                await keys;
            }
        });

    private void Show(ProgressFrame frame)
    {
        _frame = frame;
        if (_drawnAt == 0 || time.GetElapsedTime(_drawnAt) >= LeastInterval)
        {
            Draw();
        }
    }

    private void Draw()
    {
        lock (_drawing)
        {
            _drawnAt = time.GetTimestamp();
            if (_frame is { } frame)
            {
                _live!.UpdateTarget(ProgressBoard.Draw(frame, console.Profile.Width, console.Profile.Height, time, new ProgressBoardPage(_page, _failures, controls is not null)));
            }
        }
    }

    private async Task FollowKeysAsync(WatchControls to, CancellationToken ended)
    {
        long readAt = 0;
        try
        {
            for (; ; await Task.Delay(KeyInterval, time, ended))
            {
                var key = Keyboard.Pressed();
                if (key is not null)
                {
                    await PressAsync(key.Value, to, ended);
                    readAt = 0;
                }

                if (_page == ViewPage.Failures && (readAt == 0 || time.GetElapsedTime(readAt) >= FailuresInterval))
                {
                    readAt = time.GetTimestamp();
                    _failures = await to.FailuresAsync(console.Profile.Height, ended);
                    key ??= '\0';
                }

                if (key is not null)
                {
                    Draw();
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
        catch (Exception failure) when (failure is StoreException || ErrorLine.IsLostSilo(failure))
        {
            // The watch meets the same and tells of it.
        }
    }

    private async Task PressAsync(char key, WatchControls to, CancellationToken ended)
    {
        switch (key)
        {
            case 'q':
                to.Quit();
                break;
            case 'p':
                await to.SetPausedAsync(_frame?.Snapshot.Status.State != "paused", ended);
                break;
            case 'h':
                _page = _page == ViewPage.Hosts ? ViewPage.Crawl : ViewPage.Hosts;
                break;
            case 'f':
                _page = _page == ViewPage.Failures ? ViewPage.Crawl : ViewPage.Failures;
                break;
        }
    }
}
