namespace Thresher.Silo.Startup;

/// <summary>
/// Ends the process when its components take too long to stop, as Orleans does for minutes while the database is
/// unavailable. By then the crawler has drained and released what it could; the rest is served again elsewhere.
/// </summary>
internal sealed partial class StopDeadline(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<StopDeadline> logger)
    : IHostedService, IDisposable
{
    /// <summary>From the signal to the end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4.5);

    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => _ = EndAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    /// <summary>Continues after disposal: components that are disposed later may hang as well.</summary>
    private async Task EndAsync()
    {
        await Task.Delay(Limit, time);
        LogEnding(Limit.TotalSeconds);
        Environment.Exit(0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo did not stop within {Seconds} s and ends now")]
    private partial void LogEnding(double seconds);
}
