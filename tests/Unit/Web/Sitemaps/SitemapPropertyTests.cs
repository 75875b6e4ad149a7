using System.IO.Compression;
using System.Text;
using CsCheck;
using Thresher.Web.Sitemaps;

namespace Thresher.Tests.Unit.Web.Sitemaps;

public sealed class SitemapPropertyTests
{
    private static readonly SitemapReaderOptions Small = new() { MaxEntries = 5, MaxBytes = 400 };

    private static readonly Gen<string> Parts = Gen.OneOf(
        "<urlset>", "</urlset>", "<url>", "</url>", "<loc>", "</loc>", "<url/>", "<loc/>", "<sitemapindex>", "<sitemap>", "</sitemap>",
        "<rss>", "<channel>", "<item>", "</item>", "<link>", "</link>", "<guid>", "</guid>", "<feed>", "<entry>", "</entry>",
        "<link href='/x'/>", "<lastmod>", "</lastmod>", "2024-01-01", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [", "<!ENTITY a 'b'>", "]>",
        "&a;", "&amp;", "&#0;", "<?xml version='1.0' encoding='utf-7'?>", "<?xml version='1.0' encoding='nonsense'?>", "<x:y>", "<a b='", "'>",
        "<url><loc>/a</loc></url>", "<url><loc>/b</loc></url>", "<sitemap><loc>/c</loc></sitemap>", "https://a.example/\n", "https://a.example/", "www.a", "\n", " ", "\uFEFF", "\0", "é", "\u001F\u008B");

    private static readonly Gen<string> Document = Gen.Select(
        Gen.OneOf("", "<urlset>", "<sitemapindex>", "<rss><channel>", "<feed>", "https://a.example/\n"),
        Parts.Array[0, 60],
        (root, parts) => root + string.Concat(parts));

    [Fact]
    public async Task ReadAsync_AnyOctets_EndsWithinItsLimits() =>
        await Gen.Byte.Array[0, 1_000].SampleAsync(EndsWellAsync, iter: 500);

    [Fact]
    public async Task ReadAsync_AnyMarkup_EndsWithinItsLimits() =>
        await Document.SampleAsync(text => EndsWellAsync(Encoding.UTF8.GetBytes(text)), iter: 5_000);

    [Fact]
    public async Task ReadAsync_AnyMarkupZipped_EndsWithinItsLimits() =>
        await Gen.Select(Document, Gen.Int[0, 200]).SampleAsync((text, cut) => EndsWellAsync(Zipped(text, cut)), iter: 500);

    [Fact]
    public async Task ReadAsync_WellFormed_EveryLocationInOrderHoweverItArrives() =>
        await Gen.Select(Gen.Int[0, 40], Gen.Int[1, 30]).SampleAsync(async (count, step) =>
        {
            var wanted = Enumerable.Range(0, count).Select(number => $"https://a.example/{number}").ToList();
            var xml = "<urlset>" + string.Concat(wanted.Select(url => $"<url><loc> {url}\n</loc></url>")) + "</urlset>";
            var read = new List<string>();
            var reading = new SitemapReader().ReadAsync(new SlowStream(Encoding.UTF8.GetBytes(xml), step), "u");
            await foreach (var entry in reading)
            {
                read.Add(entry.Location);
            }

            return read.SequenceEqual(wanted) && reading.End is { Reason: SitemapEndReason.Complete, Problem: null } && reading.End.Bytes == xml.Length;
        });

    private static async Task<bool> EndsWellAsync(byte[] body)
    {
        var reading = new SitemapReader(Small).ReadAsync(new MemoryStream(body), "u");
        var count = 0;
        await foreach (var entry in reading)
        {
            count++;
            if (entry.Location.Length == 0)
            {
                return false;
            }
        }

        return reading.End is { } end
            && count == end.Entries && count <= Small.MaxEntries && end.Bytes <= Small.MaxBytes
            && (end.Reason == SitemapEndReason.Complete) == (end.Problem is null);
    }

    private static byte[] Zipped(string text, int cut)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        var whole = zipped.ToArray();
        return whole[..^Math.Min(cut, whole.Length)];
    }

    /// <summary>A body that arrives a few bytes at a time.</summary>
    private sealed class SlowStream(byte[] body, int step) : MemoryStream(body)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
