namespace Thresher.Grains.Fetching;

/// <summary>
/// Follows the chunks of a body (RFC 9112 §7.1) as they pass, to find the last one. The trailer behind it, whose lines may be
/// as odd as those of a head, is for the connection to drop: nobody needs it. Chunks that break the grammar are not followed,
/// and are the reader's to refuse.
/// </summary>
internal sealed class ChunkedEnd
{
    private const int MostDigits = 15;

    private State _state;
    private long _left;
    private int _digits;
    private bool _lineHasText;

    private enum State
    {
        Size,
        Extension,
        Data,
        DataEnd,
        Trailer,
        Ended,
        Broken,
    }

    /// <summary>Whether the last chunk's line has passed, so that the body is whole whatever follows.</summary>
    public bool IsWhole => _state is State.Trailer or State.Ended;

    /// <summary>Whether the empty line that ends the trailer has passed.</summary>
    public bool HasEnded => _state == State.Ended;

    /// <summary>Whether there is nothing to look for any more.</summary>
    public bool IsDone => _state is State.Ended or State.Broken;

    /// <summary>Takes the bytes that came.</summary>
    /// <param name="bytes">Bytes of the body.</param>
    /// <param name="trailerEnd">Where the trailer's part of them ends.</param>
    /// <returns>Where it begins: the bytes before are of the body. The length of all where there is none.</returns>
    public int Take(ReadOnlySpan<byte> bytes, out int trailerEnd)
    {
        var trailer = IsWhole ? 0 : bytes.Length;
        for (var at = 0; at < bytes.Length && !IsDone;)
        {
            if (_state == State.Data)
            {
                var skipped = (int)Math.Min(_left, bytes.Length - at);
                _left -= skipped;
                at += skipped;
                _state = _left == 0 ? State.DataEnd : State.Data;
                continue;
            }

            var wasWhole = IsWhole;
            Step(bytes[at++]);
            trailer = IsWhole && !wasWhole ? at : trailer;
            if (HasEnded)
            {
                trailerEnd = at;
                return trailer;
            }
        }

        trailerEnd = bytes.Length;
        return trailer;
    }

    private void Step(byte value)
    {
        switch (_state)
        {
            case State.Size when char.IsAsciiHexDigit((char)value):
                _left = (_left << 4) | DigitOf(value);
                _state = ++_digits > MostDigits ? State.Broken : State.Size;
                break;
            case State.Size when _digits == 0:
                _state = State.Broken;
                break;
            case State.Size or State.Extension when value == '\n':
                _state = _left == 0 ? State.Trailer : State.Data;
                _digits = 0;
                break;
            case State.Size:
                _state = State.Extension;
                break;
            case State.DataEnd:
                _state = value == '\n' ? State.Size : value == '\r' ? State.DataEnd : State.Broken;
                break;
            case State.Trailer when value == '\n':
                _state = _lineHasText ? State.Trailer : State.Ended;
                _lineHasText = false;
                break;
            case State.Trailer:
                _lineHasText |= value != '\r';
                break;
        }
    }

    private static uint DigitOf(byte hex) => char.IsAsciiDigit((char)hex) ? hex - (uint)'0' : (hex | 0x20u) - 'a' + 10;
}
