using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace Thresher.Web.Urls;

/// <summary>
/// A 128-bit hash, XXH128, which identifies URLs and contents. Not a <see cref="UInt128"/>, since code that uses one cannot
/// be compiled ahead of time: the whole path of a page would be compiled again, without optimization, in every process.
/// </summary>
/// <param name="High">The more significant half.</param>
/// <param name="Low">The less significant half.</param>
public readonly record struct Hash128(ulong High, ulong Low)
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 16;

    /// <summary>The hash of some bytes; the same on every machine and in every version: it is stored.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="seed">Another seed gives another hash.</param>
    public static Hash128 Of(ReadOnlySpan<byte> bytes, long seed = 0)
    {
        Span<byte> hash = stackalloc byte[Size];
        XxHash128.Hash(bytes, hash, seed);
        return Read(hash);
    }

    /// <summary>Reads a hash that was written.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    public static Hash128 Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    /// <summary>Writes the most significant byte first, so that the order of bytes is that of numbers.</summary>
    /// <param name="bytes">Room for <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], Low);
    }

    /// <summary>The hash as <see cref="Write"/> writes it.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(Hash128 other) => Low == other.Low && High == other.High;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Low;

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
