namespace Thresher.Silo.Startup;

/// <summary>
/// Ends the process when Orleans cannot continue, mostly because the other silos declared this one dead: one line, and the
/// supervisor restarts it. Nothing is released, since the silo may no longer own anything.
/// </summary>
internal sealed class FatalErrors : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        var reason = string.IsNullOrWhiteSpace(context) ? exception?.Message : context;
        Console.Error.WriteLine($"thresher-silo: the silo cannot continue and ends, to be restarted: {reason?.ReplaceLineEndings(" ")}");
        Environment.Exit(1);
    }
}
