namespace Thresher.Web.Streams;

/// <summary>Shows the first bytes of a stream before they are read. Leaves the stream open.</summary>
/// <param name="inner">The stream.</param>
/// <param name="cancellation">Used for readers that accept no token, such as XmlReader.</param>
internal sealed class PeekStream(Stream inner, CancellationToken cancellation) : ForwardStream
{
    /// <summary>Enough to distinguish gzip, XML and text in any encoding.</summary>
    private const int Enough = 4;

    private readonly byte[] _buffer = new byte[1_024];
    private int _start;
    private int _end;

    /// <summary>The next bytes, as far as they were peeked.</summary>
    public ReadOnlySpan<byte> Ahead => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Peeks at 4 bytes or more unless the stream is shorter.</summary>
    public async ValueTask PeekAsync()
    {
        if (_start > 0)
        {
            Ahead.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        int read;
        while (_end < Enough && (read = await inner.ReadAsync(_buffer.AsMemory(_end), cancellation)) > 0)
        {
            _end += read;
        }
    }

    /// <summary>Skips byte order marks of UTF-8 and white space, which some sites put before the XML declaration.</summary>
    public async ValueTask SkipBlankAsync()
    {
        await PeekAsync();
        while (BlankLength(Ahead) is > 0 and var blank)
        {
            _start += blank;
            await PeekAsync();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_start == _end)
        {
            return inner.ReadAsync(buffer, cancellation);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return ValueTask.FromResult(count);
    }

    private static int BlankLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
        {
            return 3;
        }

        var text = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        return text < 0 ? bytes.Length : text;
    }
}
