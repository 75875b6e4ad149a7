using Thresher.Web.Urls;

namespace Thresher.Storage.Postgres.Database;

/// <summary>A 128-bit hash as a uuid, most significant byte first.</summary>
internal static class PostgresHash
{
    public static Guid ToUuid(Hash128 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash128.Size];
        hash.Write(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    public static Hash128 Read(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[Hash128.Size];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return Hash128.Read(bytes);
    }
}
