namespace Thresher.Silo.Startup;

/// <summary>
/// Ends the process when Orleans can no longer go on, mostly because the other silos took this one for dead: one line,
/// and whatever restarts it starts it anew. Nothing is given back, since nothing may belong to it any more.
/// </summary>
internal sealed class FatalErrors : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        var reason = string.IsNullOrWhiteSpace(context) ? exception?.Message : context;
        Console.Error.WriteLine($"thresher-silo: the silo cannot go on and ends, to be started anew: {reason?.ReplaceLineEndings(" ")}");
        Environment.Exit(1);
    }
}
