using System.Text;
using System.Text.Unicode;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>Splits a stream of bytes into the lines of a seed file; buffers at most one unfinished line.</summary>
internal sealed class SeedLines(SeedPosition from, int maxLineBytes)
{
    /// <summary>Characters kept of a malformed line, to name it in messages.</summary>
    private const int QuotedBytes = 64;

    private const int UsualLineBytes = 4096;

    private readonly int _mostHeld = maxLineBytes + Encoding.UTF8.Preamble.Length;
    private byte[] _held = new byte[UsualLineBytes];
    private ReadOnlyMemory<byte> _chunk;
    private bool _isLast;
    private bool _afterReturn;
    private int _heldLength;
    private long _lineBytes;
    private long _offset = from.Offset;
    private long _number = from.Lines;

    /// <summary>Supplies the next bytes, which must not change until <see cref="TryNext"/> returns false.</summary>
    public void Feed(ReadOnlyMemory<byte> chunk, bool isLast)
    {
        _chunk = chunk;
        _isLast = isLast;
    }

    /// <summary>The next line that is neither blank nor a comment.</summary>
    /// <returns>False when more bytes are needed, or there are no more.</returns>
    public bool TryNext(out SeedLine line)
    {
        while (TryNextRaw(out line))
        {
            if (line.Problem is not null || (line.Text.Length > 0 && line.Text[0] != '#'))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryNextRaw(out SeedLine line)
    {
        line = default;
        if (!_afterReturn)
        {
            var end = _chunk.Span.IndexOfAny((byte)'\n', (byte)'\r');
            Hold(_chunk.Span[..(end < 0 ? _chunk.Length : end)]);
            if (end < 0)
            {
                Take(_chunk.Length);
                return _isLast && _lineBytes > 0 && End(out line);
            }

            _afterReturn = _chunk.Span[end] == (byte)'\r';
            Take(end + 1);
            if (!_afterReturn)
            {
                return End(out line);
            }
        }

        // The next byte, which may not have arrived yet, decides whether a line feed belongs to the carriage return.
        if (_chunk.IsEmpty && !_isLast)
        {
            return false;
        }

        _afterReturn = false;
        Take(!_chunk.IsEmpty && _chunk.Span[0] == (byte)'\n' ? 1 : 0);
        return End(out line);
    }

    private bool End(out SeedLine line)
    {
        _number++;
        var bytes = _held.AsSpan(0, _heldLength);
        if (_number == 1 && bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
            _lineBytes -= Encoding.UTF8.Preamble.Length;
        }

        var problem = _lineBytes > maxLineBytes ? $"is longer than {maxLineBytes} bytes" : Utf8.IsValid(bytes) ? null : "is not UTF-8";
        line = new SeedLine(_number, Encoding.UTF8.GetString(problem is null ? bytes : bytes[..Math.Min(bytes.Length, QuotedBytes)]).Trim(), problem, _offset);
        _heldLength = 0;
        _lineBytes = 0;
        return true;
    }

    private void Hold(ReadOnlySpan<byte> part)
    {
        var room = Math.Min(part.Length, _mostHeld - _heldLength);
        if (_heldLength + room > _held.Length)
        {
            Array.Resize(ref _held, Math.Min(_mostHeld, Math.Max(_heldLength + room, 2 * _held.Length)));
        }

        part[..room].CopyTo(_held.AsSpan(_heldLength));
        _heldLength += room;
        _lineBytes += part.Length;
    }

    private void Take(int bytes)
    {
        _chunk = _chunk[bytes..];
        _offset += bytes;
    }
}
