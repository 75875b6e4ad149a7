using System.IO.Compression;
using System.Text;
using CsCheck;
using Thresher.Grains.Seeding;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Grains.Seeding;

public sealed class SeedFileTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "1:a:1")]
    [InlineData("a\n", "1:a:2")]
    [InlineData("a\nb", "1:a:2 2:b:3")]
    [InlineData("a\r\nb\rc\n\nd", "1:a:3 2:b:5 3:c:7 5:d:9")]
    [InlineData("\n\r\n \n#x\n # y\n a # b \n", "6:a # b:21")]
    [InlineData("\uFEFFa\nb\n", "1:a:5 2:b:7")]
    [InlineData("\uFEFF# a\nb\n", "2:b:9")]
    [InlineData("a\r", "1:a:2")]
    [InlineData("a\0b\n", "1:a\0b:4")]
    [InlineData("ü\n日\n", "1:ü:3 2:日:7")]
    public async Task ReadAsync_Text_IsTheseLines(string text, string lines)
    {
        foreach (var stream in new Stream[] { new MemoryStream(Encoding.UTF8.GetBytes(text)), Gzip(Encoding.UTF8.GetBytes(text)), new OneByteAtATime(Encoding.UTF8.GetBytes(text)) })
        {
            var read = await SeedFile.ReadAsync(stream, cancellationToken: Cancellation).ToListAsync(Cancellation);
            Assert.Equal(lines, string.Join(' ', read.Select(line => $"{line.Number}:{line.Text}:{line.EndOffset}")));
        }
    }

    [Fact]
    public async Task ReadAsync_NotUtf8_IsReported()
    {
        var read = await ReadAsync([0xE4, 0xFF, (byte)'a', (byte)'\n', (byte)'b']);
        Assert.Equal(["\uFFFD\uFFFDa", "b"], read.Select(line => line.Text));
        Assert.Equal(["is not UTF-8", null], read.Select(line => line.Problem));
        Assert.Equal(4, read[0].EndOffset);
    }

    [Theory]
    [InlineData(SeedFile.MaxLineBytes, false)]
    [InlineData(SeedFile.MaxLineBytes + 1, true)]
    [InlineData(10_000_000, true)]
    public async Task ReadAsync_LineTooLong_IsReportedInShort(int length, bool isTooLong)
    {
        var read = await ReadAsync(Encoding.ASCII.GetBytes($"a\n{new string('x', length)}\nb\n"));
        Assert.Equal(["1", "2", "3"], read.Select(line => $"{line.Number}"));
        Assert.Equal((isTooLong, isTooLong ? 64 : length, 3L + length), (read[1].Problem == $"is longer than {SeedFile.MaxLineBytes} bytes", read[1].Text.Length, read[1].EndOffset));
        Assert.Equal(("b", null), (read[2].Text, read[2].Problem));
    }

    [Fact]
    public async Task ReadAsync_LineTooLongAfterAMark_DoesNotCountTheMark()
    {
        var read = await ReadAsync([.. Encoding.UTF8.Preamble, .. Encoding.ASCII.GetBytes(new string('x', SeedFile.MaxLineBytes))]);
        Assert.Null(Assert.Single(read).Problem);
    }

    [Fact]
    public async Task ReadAsync_FromBehindAnyLine_GoesOnThere() =>
        await Gen.String[Gen.Char["a#\r\n ü"], 0, 60].SampleAsync(async text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var all = await ReadAsync(bytes);
            Assert.Equal(Lines(text), all.Select(line => line.Text));
            for (var i = 0; i < all.Count; i++)
            {
                var from = all[i].End;
                Assert.Equal(all.Skip(i + 1), await SeedFile.ReadAsync(new OneByteAtATime(bytes), from, Cancellation).ToListAsync(Cancellation));
                Assert.Equal(all.Skip(i + 1), await SeedFile.ReadAsync(Gzip(bytes), from, Cancellation).ToListAsync(Cancellation));
            }
        }, iter: 200);

    [Fact]
    public async Task ReadAsync_ShorterThanThePosition_IsAnError() =>
        await Assert.ThrowsAsync<EndOfStreamException>(async () =>
            await SeedFile.ReadAsync(new MemoryStream("a\n"u8.ToArray()), new SeedPosition(3, 1), Cancellation).ToListAsync(Cancellation));

    [Fact]
    public async Task ReadAsync_GzipCutOff_HandsOutWhatIsWholeThenFails()
    {
        var whole = Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 100_000).Select(number => $"https://h.example/{number * 7919}\n")))).ToArray();
        var read = new List<SeedLine>();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var line in SeedFile.ReadAsync(new MemoryStream(whole[..(whole.Length / 2)]), cancellationToken: Cancellation))
            {
                read.Add(line);
            }
        });
        Assert.InRange(read.Count, 1, 99_999);
        Assert.All(read, line => Assert.Equal($"https://h.example/{(line.Number - 1) * 7919}", line.Text));
    }

    [Fact]
    public async Task ReadAsync_File_IsReadWhateverItsName()
    {
        var folder = Directory.CreateTempSubdirectory("thresher-seeds-");
        try
        {
            var file = Path.Combine(folder.FullName, "seeds.txt");
            await using (var stream = File.Create(file))
            {
                await Gzip("https://a.example/\n"u8.ToArray()).CopyToAsync(stream, Cancellation);
            }

            Assert.Equal("https://a.example/", Assert.Single(await SeedFile.ReadAsync(file, cancellationToken: Cancellation).ToListAsync(Cancellation)).Text);
            await Assert.ThrowsAsync<FileNotFoundException>(async () =>
                await SeedFile.ReadAsync(file + "x", cancellationToken: Cancellation).ToListAsync(Cancellation));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ReadAsync_HundredMegabytes_AllocatesPerLineOnly()
    {
        var stream = new Repeated(new string('y', 1_000_000) + "\n", 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var lines = 0;
        await foreach (var line in SeedFile.ReadAsync(stream, cancellationToken: Cancellation))
        {
            lines += line.Problem is null ? 0 : 1;
        }

        Assert.Equal(100, lines);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }

    private static ValueTask<List<SeedLine>> ReadAsync(byte[] bytes) =>
        SeedFile.ReadAsync(new MemoryStream(bytes), cancellationToken: Cancellation).ToListAsync(Cancellation);

    private static IEnumerable<string> Lines(string text) => text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None)
        .Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

    private static MemoryStream Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        compressed.Position = 0;
        return compressed;
    }

    /// <summary>A pipe at its slowest: every line end falls between two reads.</summary>
    private sealed class OneByteAtATime(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }

    private sealed class Repeated(string text, int times) : MemoryStream
    {
        private readonly byte[] _bytes = Encoding.ASCII.GetBytes(text);
        private long _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var start = (int)(_at % _bytes.Length);
            var count = _at == (long)_bytes.Length * times ? 0 : Math.Min(buffer.Length, _bytes.Length - start);
            _bytes.AsMemory(start, count).CopyTo(buffer);
            _at += count;
            return ValueTask.FromResult(count);
        }
    }
}
