using System.IO.Compression;

namespace Thresher.Storage.Rows;

/// <summary>Bytes as they are stored: Brotli-compressed.</summary>
internal static class CompressedText
{
    /// <summary>Compresses.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes)
    {
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, buffer, out var written, quality: 4, window: 22)
            ? buffer[..written]
            : throw new InvalidOperationException("A body did not fit its largest compressed size.");
    }

    /// <summary>The bytes again.</summary>
    public static byte[] Bytes(byte[] compressed)
    {
        using var bytes = new MemoryStream();
        using var brotli = new BrotliStream(new MemoryStream(compressed), CompressionMode.Decompress);
        brotli.CopyTo(bytes);
        return bytes.ToArray();
    }
}
