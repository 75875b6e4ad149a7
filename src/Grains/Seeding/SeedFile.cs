using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Thresher.Storage.Rows;
using Thresher.Web.Streams;

namespace Thresher.Grains.Seeding;

/// <summary>
/// Reads seed files of any size in constant memory: one URL a line, blank lines and lines that begin with <c>#</c> skipped,
/// lines ended by LF, CRLF or CR. Gzip is detected by its first bytes (RFC 1952 §2.3.1), whatever the file's name. A line
/// that is not UTF-8 is malformed, and a byte order mark is dropped.
/// </summary>
public static class SeedFile
{
    /// <summary>Longest line in bytes without its end; longer lines are reported by their beginning and skipped.</summary>
    public const int MaxLineBytes = 16 * 1024;

    private const int BufferBytes = 64 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Plain text or gzip.</param>
    /// <param name="from">Where to begin: after an acknowledged line.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The file cannot be read, or is shorter than <paramref name="from"/>.</exception>
    /// <exception cref="InvalidDataException">The file's gzip is broken; the lines before were returned.</exception>
    public static async IAsyncEnumerable<SeedLine> ReadAsync(
        string path, SeedPosition from = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0,
        });
        await foreach (var line in ReadAsync(file, from, cancellationToken))
        {
            yield return line;
        }
    }

    /// <summary>Reads a stream, which is left open.</summary>
    /// <param name="stream">Plain text or gzip, from its current position on.</param>
    /// <param name="from">Where to begin: after an acknowledged line.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The stream cannot be read, or is shorter than <paramref name="from"/>.</exception>
    /// <exception cref="InvalidDataException">The gzip is broken; the lines before were returned.</exception>
    public static IAsyncEnumerable<SeedLine> ReadAsync(
        Stream stream, SeedPosition from = default, CancellationToken cancellationToken = default) =>
        ReadAsync(stream, from, MaxLineBytes, cancellationToken);

    /// <summary>As the overloads above, for lines that may be longer.</summary>
    internal static async IAsyncEnumerable<SeedLine> ReadAsync(
        Stream stream, SeedPosition from, int maxLineBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var text = await OpenAsync(stream, cancellationToken);
            await SkipAsync(text, from.Offset, buffer, cancellationToken);
            var lines = new SeedLines(from, maxLineBytes);
            for (var read = 1; read > 0;)
            {
                read = await text.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken);
                lines.Feed(buffer.AsMemory(0, read), isLast: read == 0);
                while (lines.TryNext(out var line))
                {
                    yield return line;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The text of the stream: the first bytes distinguish gzip from plain text.</summary>
    internal static async Task<Stream> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(head.AsMemory(0, length), stream);
        return length == 2 && head[0] == 0x1F && head[1] == 0x8B ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    /// <summary>Skips by reading, the only way in compressed text; plain text is read at the disk's speed.</summary>
    internal static async Task SkipAsync(Stream text, long bytes, byte[] buffer, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            var read = await text.ReadAsync(buffer.AsMemory(0, (int)Math.Min(bytes, BufferBytes)), cancellationToken);
            bytes -= read > 0 ? read : throw Shorter();
        }
    }

    private static EndOfStreamException Shorter() => new("The seed file is shorter than the position where the last run ended: it is another file.");
}
