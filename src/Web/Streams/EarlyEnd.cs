namespace Thresher.Web.Streams;

/// <summary>A decoded body whose coding may end early: what came before is all of it.</summary>
internal sealed class EarlyEnd(Stream decoded) : ReadOnlyPassThroughStream
{
    /// <summary>Whether it ended early.</summary>
    public bool IsEarly { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return IsEarly ? 0 : await decoded.ReadAsync(buffer, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            IsEarly = true;
            return 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoded.Dispose();
        }
    }
}
