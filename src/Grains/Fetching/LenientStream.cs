using System.Buffers;
using Thresher.Grains.Proxies;

namespace Thresher.Grains.Fetching;

/// <summary>
/// An HTTP/1.1 connection whose response heads are repaired (<see cref="ResponseHead"/>) before the handler reads them,
/// which would give a whole response up for one odd line. Bodies pass as they are, without the trailers of those that come
/// in chunks (<see cref="ChunkedEnd"/>). One request is on the connection at a time: the head that follows a request's last
/// byte is its response's.
/// </summary>
/// <param name="inner">The connection, TLS included.</param>
/// <param name="maxHead">Bytes of a head beyond which it is handed on as it came, for the handler to refuse.</param>
internal sealed class LenientStream(Stream inner, int maxHead) : ConnectionStream(inner)
{
    private const uint HeadEnd = 0x0D0A0D0A;
    private byte[] _ready = [];
    private int _readyAt;
    private uint _lastSent = HeadEnd;
    private volatile bool _awaitsHead;
    private volatile ExchangeTap? _tap;
    private volatile ChunkedEnd? _chunks;

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("The handler reads asynchronously.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_readyAt < _ready.Length)
        {
            return TakeReady(buffer.Span);
        }

        var read = await Inner.ReadAsync(buffer, cancellationToken);
        if (buffer.IsEmpty)
        {
            return read;
        }

        if (!_awaitsHead || read == 0)
        {
            return _chunks is null ? read : await BodyAsync(buffer, read, cancellationToken);
        }

        var line = 0;
        if (ResponseHead.LengthIn(buffer.Span[..read], ref line) is var length and > 0
            && ResponseHead.IsSound(buffer.Span[..length]) && !IsInterim(buffer.Span))
        {
            EndHead(buffer.Span[..length], ResponseHead.IsChunked(buffer.Span[..length]));
            return length + WithoutTrailer(buffer.Span[length..read]);
        }

        _ready = await GatherAsync(buffer[..read], cancellationToken);
        _readyAt = 0;
        return TakeReady(buffer.Span);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Sends(buffer);
        Inner.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Sends(buffer.Span);
        return Inner.WriteAsync(buffer, cancellationToken);
    }

    private async ValueTask<int> BodyAsync(Memory<byte> buffer, int read, CancellationToken cancellationToken)
    {
        while (read > 0 && WithoutTrailer(buffer.Span[..read]) is var kept)
        {
            if (kept > 0)
            {
                return kept;
            }

            read = await Inner.ReadAsync(buffer, cancellationToken);
        }

        // Where the connection ends within the trailer, the body is whole all the same.
        var isWhole = _chunks is { IsWhole: true };
        _chunks = null;
        if (isWhole)
        {
            buffer.Span[0] = (byte)'\n';
        }

        return isWhole ? 1 : 0;
    }

    /// <summary>Takes the trailer off what came of a body, in place; the empty line that ends it stays.</summary>
    /// <returns>How many bytes are left.</returns>
    private int WithoutTrailer(Span<byte> came)
    {
        if (_chunks is not { } chunks)
        {
            return came.Length;
        }

        var body = chunks.Take(came, out var end);
        _chunks = chunks.IsDone ? null : chunks;
        if (!chunks.HasEnded)
        {
            return body;
        }

        var emptyLine = Math.Min(2, end - body);
        "\r\n"u8[^emptyLine..].CopyTo(came[body..]);
        came[end..].CopyTo(came[(body + emptyLine)..]);
        return body + emptyLine + came.Length - end;
    }

    /// <summary>All that came with the head, the head repaired; interim responses (RFC 9110 §15.2) have heads of their own.</summary>
    private async ValueTask<byte[]> GatherAsync(ReadOnlyMemory<byte> first, CancellationToken cancellationToken)
    {
        var came = new ArrayBufferWriter<byte>(8 * 1024);
        var ready = new ArrayBufferWriter<byte>(8 * 1024);
        came.Write(first.Span);
        var (at, line) = (0, 0);
        while (true)
        {
            var length = ResponseHead.LengthIn(came.WrittenSpan[at..], ref line);
            if (length > 0)
            {
                var head = came.WrittenSpan.Slice(at, length);
                var sound = ResponseHead.IsSound(head) ? head : ResponseHead.Repair(head);
                ready.Write(sound);
                at += length;
                if (IsInterim(sound))
                {
                    line = 0;
                    if (ready.WrittenCount > maxHead)
                    {
                        // Interim responses without end are for the handler to refuse too.
                        _awaitsHead = false;
                        break;
                    }

                    continue;
                }

                EndHead(head, ResponseHead.IsChunked(sound));
                break;
            }

            var read = came.WrittenCount - at > maxHead ? 0 : await Inner.ReadAsync(came.GetMemory(4 * 1024), cancellationToken);
            if (read == 0)
            {
                _awaitsHead = false;
                break;
            }

            came.Advance(read);
        }

        var rest = came.WrittenSpan[at..].ToArray();
        ready.Write(rest.AsSpan(0, WithoutTrailer(rest)));
        return ready.WrittenSpan.ToArray();
    }

    private int TakeReady(Span<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _ready.Length - _readyAt);
        _ready.AsSpan(_readyAt, taken).CopyTo(buffer);
        _readyAt += taken;
        if (_readyAt == _ready.Length)
        {
            (_ready, _readyAt) = ([], 0);
        }

        return taken;
    }

    /// <summary>A request begins when the one before it has ended; none has a body.</summary>
    private void Sends(ReadOnlySpan<byte> bytes)
    {
        if (_lastSent == HeadEnd)
        {
            _tap = ExchangeTap.Current;
            _tap?.Begin();
            _awaitsHead = true;
        }

        _tap?.Sent(bytes);
        foreach (var value in bytes.Length > 4 ? bytes[^4..] : bytes)
        {
            _lastSent = (_lastSent << 8) | value;
        }
    }

    private void EndHead(ReadOnlySpan<byte> head, bool isChunked)
    {
        _chunks = isChunked ? new ChunkedEnd() : null;
        _awaitsHead = false;
        _tap?.Received(head);
        _tap = null;
    }

    private static bool IsInterim(ReadOnlySpan<byte> head) => ResponseHead.StatusOf(head) is >= 100 and < 200 and not 101;
}
