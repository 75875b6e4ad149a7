namespace Thresher.Tests.Unit.Grains.Frontier;

/// <summary>Notes why a silo would have ended.</summary>
internal sealed class StubFatal : IFatalErrorHandler
{
    public string? Context { get; private set; }

    public int Calls { get; private set; }

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null) =>
        (Context, Calls) = (context, Calls + 1);
}
