using System.Buffers;

namespace Thresher.Web.Idna;

/// <summary>Text under construction, on the stack until it outgrows it; nothing is allocated for URLs of usual length.</summary>
internal ref struct CharBuffer(Span<char> initial)
{
    private Span<char> _chars = initial;
    private char[]? _rented;
    private int _length;

    /// <summary>Characters written; may only be set to less.</summary>
    public int Length
    {
        readonly get => _length;
        set => _length = value;
    }

    public readonly ReadOnlySpan<char> Written => _chars[.._length];

    public void Append(char value)
    {
        if (_length == _chars.Length)
        {
            Grow(1);
        }

        _chars[_length++] = value;
    }

    public void Append(scoped ReadOnlySpan<char> value)
    {
        if (value.Length > _chars.Length - _length)
        {
            Grow(value.Length);
        }

        value.CopyTo(_chars[_length..]);
        _length += value.Length;
    }

    /// <summary>Appends <c>%XX</c> in upper-case hexadecimal.</summary>
    public void AppendEscape(byte value)
    {
        const string Digits = "0123456789ABCDEF";
        Append(['%', Digits[value >> 4], Digits[value & 15]]);
    }

    public void Append(int value)
    {
        Span<char> digits = stackalloc char[11];
        value.TryFormat(digits, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        Append(digits[..written]);
    }

    /// <summary>Returns the rented array; afterwards the buffer is empty and can be reused.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            _chars = default;
            _length = 0;
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(checked(_length + needed), Math.Max(256, _chars.Length * 2)));
        Written.CopyTo(larger);
        if (_rented is { } rented)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        _chars = _rented = larger;
    }
}
