using System.Buffers.Binary;
using System.Text.Json;

namespace Thresher.Grains.Parsing;

/// <summary>Messages between a silo and a process that runs extractors: four bytes of length, then JSON or a page's body.</summary>
internal static class Frame
{
    // A body and its records are far smaller; what is longer is not a frame.
    private const int Longest = 512 * 1024 * 1024;

    /// <summary>Writes bytes.</summary>
    public static async Task WriteAsync(Stream to, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        await to.WriteAsync(length, cancellationToken);
        await to.WriteAsync(content, cancellationToken);
        await to.FlushAsync(cancellationToken);
    }

    /// <summary>Writes a message.</summary>
    public static Task WriteAsync<T>(Stream to, T message, CancellationToken cancellationToken) =>
        WriteAsync(to, (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(message), cancellationToken);

    /// <summary>Reads bytes.</summary>
    /// <exception cref="EndOfStreamException">The other side has ended.</exception>
    /// <exception cref="InvalidDataException">What came is not a frame.</exception>
    public static async Task<byte[]> ReadAsync(Stream from, CancellationToken cancellationToken)
    {
        var length = new byte[sizeof(int)];
        await from.ReadExactlyAsync(length, cancellationToken);
        var size = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (size is < 0 or > Longest)
        {
            throw new InvalidDataException($"a frame of {size} bytes");
        }

        var content = new byte[size];
        await from.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="EndOfStreamException">The other side has ended.</exception>
    /// <exception cref="InvalidDataException">What came is no such message.</exception>
    public static async Task<T> ReadAsync<T>(Stream from, CancellationToken cancellationToken)
    {
        var content = await ReadAsync(from, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(content) ?? throw new InvalidDataException("an empty message");
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException(wrong.Message);
        }
    }
}
