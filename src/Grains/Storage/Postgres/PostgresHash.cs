using System.Buffers.Binary;

namespace Thresher.Storage.Postgres;

/// <summary>A 128-bit hash as a uuid, most significant byte first.</summary>
internal static class PostgresHash
{
    public static Guid ToUuid(UInt128 hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return new Guid(bytes, bigEndian: true);
    }

    public static UInt128 Read(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
