using Microsoft.Extensions.Logging;
using Thresher.Grains.Configuration;

namespace Thresher.Client.Printing;

/// <summary>
/// Logs as single lines on stderr. Orleans' own messages and stack traces are shown only at the debug level.
/// </summary>
internal sealed class StderrLogs(LogLevel least, Action<string> write) : ILoggerProvider
{
    private readonly bool _debugging = least <= LogLevel.Debug;

    /// <summary>Whether a failure is being handled that the command itself will report: other messages would only repeat it.</summary>
    public Func<bool> IsMuted { get; set; } = () => false;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(
        this,
        categoryName[(categoryName.LastIndexOf('.') + 1)..],
        !_debugging && !categoryName.StartsWith("Thresher", StringComparison.Ordinal) ? LogLevel.None : least);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Category(StderrLogs logs, string name, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || (!logs._debugging && logs.IsMuted()))
            {
                return;
            }

            var cause = exception is null ? "" : logs._debugging ? $"{Environment.NewLine}{exception}" : $" ({exception.Message.ReplaceLineEndings(" ")})";
            logs.Write($"{LogWords.Of(logLevel)}: {name}: {formatter(state, exception)}{cause}");
        }
    }

    private void Write(string line) => write(line);
}
