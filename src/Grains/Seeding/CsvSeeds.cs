using System.Runtime.CompilerServices;
using System.Text;
using Thresher.Grains.Contracts;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Seeding;

/// <summary>
/// Seeds from one column of a CSV file (RFC 4180) with a header, plain or gzip, in constant memory. The separator is
/// whichever of comma, semicolon and tab is most frequent in the header.
/// </summary>
public static class CsvSeeds
{
    private const int HeaderBytes = 64 * 1024;

    /// <summary>Reads a stream, which is left open.</summary>
    /// <param name="source">Name of the file, for messages.</param>
    /// <param name="stream">The file from its beginning on.</param>
    /// <param name="column">Name of the column, as in the header.</param>
    /// <param name="from">Where to begin: after an acknowledged record.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">There is no header or no such column, or the gzip is broken.</exception>
    public static async IAsyncEnumerable<ProducerLine> ReadAsync(
        string source, Stream stream, string column, SeedPosition from = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var text = await SeedFile.OpenAsync(stream, cancellationToken);
        var buffer = new byte[HeaderBytes];
        var length = 0;
        (int Number, byte Delimiter, SeedPosition After)? header;
        do
        {
            var read = await text.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            header = ReadHeader(buffer.AsMemory(0, length), column, isLast: read == 0);
        }
        while (header is null);

        var (number, delimiter, begin) = header.Value;
        var chunk = buffer.AsMemory((int)begin.Offset..length);
        if (from.Offset > begin.Offset)
        {
            var skipped = (int)Math.Min(from.Offset - begin.Offset, chunk.Length);
            chunk = chunk[skipped..];
            begin = begin with { Offset = begin.Offset + skipped };
            await SeedFile.SkipAsync(text, from.Offset - begin.Offset, buffer, cancellationToken);
            begin = from;
        }

        var records = new CsvRecords(begin, delimiter, number);
        while (true)
        {
            records.Feed(chunk, isLast: length == 0);
            while (records.TryNext(out var record))
            {
                yield return Seed(source, column, record);
            }

            if (length == 0)
            {
                yield break;
            }

            length = await text.ReadAsync(buffer, cancellationToken);
            chunk = buffer.AsMemory(0, length);
        }
    }

    private static ProducerLine Seed(string source, string column, in CsvRecord record)
    {
        var text = record.Fields is [var field, ..] ? field : "";
        var problem = record.IsOpen ? "begins a quoted field that never ends"
            : record.IsTooLong ? $"is longer than {SeedFile.MaxLineBytes} bytes"
            : !record.IsUtf8 ? "is not UTF-8"
            : !record.IsComplete ? $"has no column {column}"
            : text.Length == 0 ? $"has nothing in column {column}"
            : null;
        return new ProducerLine(source, record.Line, problem is null || text.Length <= 64 ? text : text[..64], problem, record.After);
    }

    /// <returns>Null when more bytes are needed.</returns>
    private static (int Column, byte Delimiter, SeedPosition After)? ReadHeader(ReadOnlyMemory<byte> head, string column, bool isLast)
    {
        var preamble = head.Span.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var delimiter = Delimiter(head.Span[preamble..]);
        var records = new CsvRecords(new SeedPosition(preamble, 0), delimiter, null);
        records.Feed(head[preamble..], isLast);
        if (!records.TryNext(out var header))
        {
            return isLast ? throw new InvalidDataException("it is empty, and a CSV file begins with a header")
                : head.Length == HeaderBytes ? throw new InvalidDataException($"its header does not end within {HeaderBytes} bytes")
                : null;
        }

        var number = header.Fields.ToList().IndexOf(column);
        return number >= 0
            ? (number, delimiter, header.After)
            : throw new InvalidDataException($"its header has no column \"{column}\": its columns are {Names(header.Fields)}");
    }

    private static string Names(IReadOnlyList<string> fields)
    {
        const int Shown = 12;
        var names = fields.Take(Shown).Select(field => field.Length <= 40 ? $"\"{field}\"" : $"\"{field[..40]}…\"");
        return string.Join(", ", names) + (fields.Count > Shown ? $" and {fields.Count - Shown} more" : "");
    }

    private static byte Delimiter(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> candidates = ",;\t"u8;
        Span<int> counts = stackalloc int[3];
        var quoted = false;
        foreach (var c in head)
        {
            quoted ^= c == (byte)'"';
            if (c == (byte)'\n' && !quoted)
            {
                break;
            }

            if (!quoted && candidates.IndexOf(c) is >= 0 and var found)
            {
                counts[found]++;
            }
        }

        var best = counts[1] > counts[0] ? 1 : 0;
        return candidates[counts[2] > counts[best] ? 2 : best];
    }
}
