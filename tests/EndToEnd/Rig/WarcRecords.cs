using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Thresher.Tests.EndToEnd.Rig;

/// <summary>Reads a WARC file, and holds every record against its digests. <c>tests/warc/check.mjs</c> does the same with another's reader.</summary>
internal sealed record WarcRecords(string Head, byte[] Block)
{
    private const string End = "\r\n\r\n";

    /// <summary><c>WARC-Type</c>.</summary>
    public string Type => Field("WARC-Type")!;

    /// <summary>Where an HTTP message's body begins.</summary>
    public int BodyAt => Encoding.Latin1.GetString(Block).IndexOf(End, StringComparison.Ordinal) + End.Length;

    /// <summary>A field's value.</summary>
    public string? Field(string name) => Head.Split("\r\n").FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))?[(name.Length + 2)..];

    /// <summary>All records of a file.</summary>
    public static List<WarcRecords> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var all = new MemoryStream();
        gzip.CopyTo(all);
        var bytes = all.ToArray();
        var text = Encoding.Latin1.GetString(bytes);
        var records = new List<WarcRecords>();
        for (var at = 0; at < bytes.Length;)
        {
            var end = text.IndexOf(End, at, StringComparison.Ordinal) + End.Length;
            var record = new WarcRecords(text[at..end], []);
            var length = int.Parse(record.Field("Content-Length")!, System.Globalization.CultureInfo.InvariantCulture);
            record = record with { Block = bytes[end..(end + length)] };
            Assert.StartsWith("WARC/1.1\r\n", record.Head, StringComparison.Ordinal);
            Assert.Equal(record.Field("WARC-Block-Digest"), Digest(record.Block));
            Assert.Equal(End, text.Substring(end + length, End.Length));
            records.Add(record);
            at = end + length + End.Length;
        }

        return records;
    }

    /// <summary>SHA-1 in base 32, by way of the number that the bytes are.</summary>
    public static string Digest(ReadOnlySpan<byte> bytes)
    {
        var number = new System.Numerics.BigInteger(SHA1.HashData(bytes), isUnsigned: true, isBigEndian: true);
        var digits = Enumerable.Range(0, 32).Select(i => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(int)((number >> (5 * (31 - i))) & 31)]);
        return $"sha1:{string.Concat(digits)}";
    }
}
