using System.Buffers.Binary;

namespace Thresher.Storage.Sqlite;

/// <summary>A 128-bit hash as 16 bytes, most significant first, so that byte order is number order.</summary>
internal static class SqliteHash
{
    public static void Write(UInt128 value, Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, value);

    public static UInt128 Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    public static byte[] ToBytes(UInt128 value)
    {
        var bytes = new byte[16];
        Write(value, bytes);
        return bytes;
    }
}
