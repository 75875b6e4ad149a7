using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Thresher.Storage.Rules;

/// <summary>
/// The checksum of the values of one row, one after another: XXH3, each value seeded with the checksum so far. It is stored, so
/// neither it nor the order in which a row's values are added ever changes.
/// </summary>
/// <param name="Value">The checksum as it is stored.</param>
internal readonly record struct RowChecksum(long Value)
{
    private const int Short = 256;

    /// <summary>With one more number.</summary>
    public RowChecksum Add(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Add(bytes);
    }

    /// <summary>With one more number, or none, which is not the same as 0.</summary>
    public RowChecksum Add(long? value) => value is { } some ? Add(some) : AddNothing();

    /// <summary>With one more text in the form in which it is stored, or none, which is not the same as an empty one.</summary>
    public RowChecksum Add(string? value)
    {
        if (StoredText.Clean(value) is not { } text)
        {
            return AddNothing();
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= Short)
        {
            Span<byte> bytes = stackalloc byte[Short];
            return Add(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        var checksum = Add(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return checksum;
    }

    /// <summary>With some more bytes, or none, which is not the same as zero bytes.</summary>
    public RowChecksum Add(byte[]? value) => value is null ? AddNothing() : Add(value.AsSpan());

    /// <summary>With some more bytes.</summary>
    public RowChecksum Add(ReadOnlySpan<byte> value) => new((long)XxHash3.HashToUInt64(value, Value));

    private RowChecksum AddNothing() => new((long)XxHash3.HashToUInt64([], ~Value));
}
