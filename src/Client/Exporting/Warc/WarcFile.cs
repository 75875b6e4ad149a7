using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Thresher.Client.Exporting.Columns;

namespace Thresher.Client.Exporting.Warc;

/// <summary>
/// Writes records of WARC 1.1, each compressed separately (annex D), so that a reader can seek to any of them. Only complete
/// records go to the stream.
/// </summary>
internal sealed class WarcFile(Stream output)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly byte[] End = "\r\n\r\n"u8.ToArray();
    private readonly MemoryStream _member = new();
    private Stream _output = output;
    private Guid? _info;

    /// <summary>Bytes written to the file.</summary>
    public long Length { get; private set; }

    /// <summary>Goes on in another file, which the next record begins.</summary>
    public void Continue(Stream next) => (_output, _info, Length) = (next, null, 0);

    /// <summary>Writes a record; the first is the file's warcinfo, to which later ones refer.</summary>
    public async ValueTask WriteAsync(WarcRecord record)
    {
        _member.SetLength(0);
        await using (var gzip = new GZipStream(_member, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Header(record)));
            gzip.Write(record.Head.Span);
            gzip.Write(record.Body.Span);
            gzip.Write(End);
        }

        await _output.WriteAsync(_member.GetBuffer().AsMemory(0, (int)_member.Length));
        Length += _member.Length;
        _info ??= record.Id;
    }

    /// <summary>Flushes what is written.</summary>
    public Task FlushAsync() => _output.FlushAsync();

    /// <summary>A digest as is customary in WARC: SHA-1 in base 32 (RFC 4648).</summary>
    /// <param name="parts">What is digested, in pieces.</param>
    public static string Digest(params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        // Every reader of WARC supports SHA-1; nothing here relies on its collision resistance.
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        foreach (var part in parts)
        {
            sha.AppendData(part.Span);
        }

        return $"sha1:{ToBase32(sha.GetHashAndReset())}";
    }

    private string Header(WarcRecord record)
    {
        var text = new StringBuilder("WARC/1.1\r\n");
        void Field(string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");
        Field("WARC-Type", record.Type);
        Field("WARC-Record-ID", WarcRecord.Uri(record.Id));
        Field("WARC-Date", ExportTime.Of(record.Date));
        foreach (var (name, value) in record.Fields)
        {
            Field(name, value);
        }

        if (_info is { } info)
        {
            Field("WARC-Warcinfo-ID", WarcRecord.Uri(info));
        }

        Field("WARC-Block-Digest", Digest(record.Head, record.Body));
        if (record.ContentType is { } type)
        {
            Field("Content-Type", type);
        }

        Field("Content-Length", $"{record.Head.Length + record.Body.Length}");
        return text.Append("\r\n").ToString();
    }

    /// <summary>20 bytes are 32 digits, without padding.</summary>
    private static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 8 / 5);
        var (held, bits) = (0, 0);
        foreach (var value in bytes)
        {
            held = (held << 8) | value;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Base32[(held >> (bits - 5)) & 31]);
            }

            held &= (1 << bits) - 1;
        }

        return text.ToString();
    }
}
