using System.Text;
using CsCheck;
using Thresher.Grains.Contracts;
using Thresher.Grains.Seeding;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Grains.Seeding;

public sealed class CsvSeedsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("url\nhttp://h/1\nhttp://h/2", "2:http://h/1 3:http://h/2")]
    [InlineData("a,url\r\n\"x,\r\ny\",http://h/1\r\n1,\"http://h/2\"\r\n", "2:http://h/1 4:http://h/2")]
    [InlineData("a;url\n1,5;http://h/,1\n", "2:http://h/,1")]
    [InlineData("a\turl\n\t http://h/1 \n", "2:http://h/1")]
    [InlineData("\uFEFFurl,a\nhttp://h/1,\n", "2:http://h/1")]
    [InlineData("url,a\nhttp://h/a\"b,1\n", "2:http://h/a\"b")]
    [InlineData("a,url\r\n\r\n1,http://h/1\r\n\n", "3:http://h/1")]
    [InlineData("url\n", "")]
    public async Task Read_Forms_GiveTheColumn(string csv, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await ReadAsync(csv)).Select(line => $"{line.Number}:{line.Text}")));

    [Theory]
    [InlineData("a,url\n1\n", "has no column url")]
    [InlineData("a,url\n1,\n", "has nothing in column url")]
    [InlineData("a,url\n1,\"http://h/\n2,http://h/2\n", "begins a quoted field that never ends")]
    public async Task Read_RecordWithoutSeed_IsMalformed(string csv, string problem) =>
        Assert.Equal(problem, Assert.Single(await ReadAsync(csv)).Problem);

    [Fact]
    public async Task Read_FieldThatIsNotUtf8_IsMalformed()
    {
        byte[] csv = [.. "a,url\n"u8, 0xE9, .. ",http://h/1\n2,http://h/caf"u8, 0xE9, .. "\n3,http://h/3\n"u8];
        var lines = await CsvSeeds.ReadAsync("list.csv", new MemoryStream(csv), "url", cancellationToken: Token).ToListAsync(Token);
        Assert.Equal([null, "is not UTF-8", null], lines.Select(line => line.Problem));
    }

    [Fact]
    public async Task Read_LongFields_OnlyTheColumnIsBounded()
    {
        var lines = await ReadAsync($"a,url\n\"{new string('x', 200_000)}\",http://h/1\n1,{new string('y', SeedFile.MaxLineBytes + 1)}\n2,http://h/2\n");

        Assert.Equal(["http://h/1", new string('y', 64), "http://h/2"], lines.Select(line => line.Text));
        Assert.Equal([null, $"is longer than {SeedFile.MaxLineBytes} bytes", null], lines.Select(line => line.Problem));
    }

    [Theory]
    [InlineData("", "it is empty, and a CSV file begins with a header")]
    [InlineData("id,link\n1,http://h/\n", "its header has no column \"url\": its columns are \"id\", \"link\"")]
    public async Task Read_WrongHeader_SaysSo(string csv, string expected) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(csv))).Message);

    [Fact]
    public async Task Read_AnyRecordsInAnyPieces_GoesOnBehindEach() =>
        await Gen.Select(Gen.String[Gen.Char["ab,\"\r\n;é"], 0, 6].Array[1, 6], Gen.Int[1, 7]).SampleAsync(async (fields, piece) =>
        {
            var csv = "x,url\r\n" + string.Concat(fields.Select(field => $"{Quote(field)},{Quote(field + "!")}\r\n"));
            var all = await ReadAsync(csv, piece);
            Assert.Equal(fields.Select(field => (field + "!").Trim()), all.Select(line => line.Text));
            for (var i = 0; i < all.Count; i++)
            {
                Assert.Equal(all.Skip(i + 1), await ReadAsync(csv, piece, all[i].After));
            }
        });

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<List<ProducerLine>> ReadAsync(string csv, int piece = int.MaxValue, SeedPosition from = default)
    {
        var lines = new List<ProducerLine>();
        await using var stream = new PieceStream(Encoding.UTF8.GetBytes(csv), piece);
        await foreach (var line in CsvSeeds.ReadAsync("f", stream, "url", from, Token))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
