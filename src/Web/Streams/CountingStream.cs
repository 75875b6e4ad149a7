namespace Thresher.Web.Streams;

/// <summary>Counts the bytes received.</summary>
internal sealed class CountingStream(Stream inner) : ReadOnlyPassThroughStream
{
    public long Count { get; private set; }

    /// <summary>Whether a read has reached the end.</summary>
    public bool HasEnded { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Count += read;
        HasEnded |= read == 0 && !buffer.IsEmpty;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
    }
}
