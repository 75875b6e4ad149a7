using Spectre.Console;
using Thresher.Web.Texts;

namespace Thresher.Client.Watching;

/// <summary>Stderr, shared by progress and logs so that neither overwrites the other.</summary>
internal sealed class Screen(TextWriter error)
{
    private volatile IAnsiConsole? _console;

    /// <summary>Whether stderr is a terminal that can be drawn on.</summary>
    public static bool IsTerminal => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Writes a log line, above the live view where there is one.</summary>
    public void WriteLine(string line)
    {
        if (_console is { } console)
        {
            console.WriteLine(CleanText.Of(line, keepsLines: true));
            return;
        }

        lock (error)
        {
            error.WriteLine(line);
        }
    }

    /// <summary>Shows progress in the form that suits stderr until the watch ends.</summary>
    /// <param name="watching">The watch.</param>
    /// <param name="controls">What keys do where there is a keyboard; null for nothing.</param>
    public async Task ShowAsync(Func<Action<ProgressFrame>, Task> watching, WatchControls? controls = null)
    {
        if (!IsTerminal)
        {
            await new LineView(error).RunAsync(watching);
            return;
        }

        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput((error as CleanWriter)?.Terminal ?? error) });
        try
        {
            await new LiveView(_console, Keyboard.IsThere ? controls : null, TimeProvider.System).RunAsync(watching);
        }
        finally
        {
            _console = null;
        }
    }
}
