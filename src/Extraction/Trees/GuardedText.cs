using System.Runtime.InteropServices;

namespace Thresher.Extraction.Trees;

/// <summary>
/// A page's text on its way to AngleSharp's tokenizer, in pieces of a few kilobytes, each of which is a moment to look at the clock: the
/// builder has work, such as that of end tags in deep trees, for which it makes no element. Read as UTF-16 with a byte order mark, which
/// settles the encoding whatever the page says of it.
/// </summary>
internal sealed class GuardedText(string text, TreeBudget budget) : Stream
{
    private int _position = -sizeof(char);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_position < 0)
        {
            // The first piece is the byte order mark and what follows it.
            ReadOnlySpan<byte> mark = [0xFF, 0xFE];
            mark.CopyTo(buffer);
            _position = 0;
            return sizeof(char) + Read(buffer[sizeof(char)..]);
        }

        budget.CheckTime();
        var rest = MemoryMarshal.AsBytes(text.AsSpan())[_position..];
        var piece = rest[..Math.Min(rest.Length, buffer.Length)];
        piece.CopyTo(buffer);
        _position += piece.Length;
        return piece.Length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
