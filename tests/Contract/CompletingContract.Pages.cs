using System.IO.Compression;
using Thresher.Storage.Rows;
using Thresher.Web.Urls;

namespace Thresher.Tests.Contract;

/// <summary>What is kept of a page.</summary>
public abstract partial class CompletingContract
{
    [Fact]
    public async Task Complete_EveryFieldOfThePage_ComesBack()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var body = "<html>ü</html>"u8.ToArray();
        var head = new ExchangeHead("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "HTTP/1.1 203 Perhaps\r\nX-Name: é\r\n\r\n");
        var page = new PageRow
        {
            Status = 203,
            ContentType = "text/html",
            Charset = "windows-1252",
            Title = "Tïtle 🌾",
            Bytes = 123_456_789_012,
            ContentHash = Hash128.Of(body),
            FetchedAt = Now,
            CheckedAt = Now + 5,
            SimHash = 0xFEDC_BA98_7654_3210,
            ElapsedMs = 1234,
            LinkCount = 77,
            Flags = PageFlags.BodyCut | PageFlags.NoFollow,
            ETag = "\"x\"",
            LastModified = "Thu, 01 Jan 2026 00:00:00 GMT",
            CanonicalLink = "https://a.example/canonical",
            Body = Compress(body),
            Head = head.Compress(),
        };

        var url = (await LeaseAsync(domain, 1))[0];
        await CompleteAsync(Fetched(url, domain) with { Page = page });

        var stored = Assert.Single(await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel));
        Assert.Equal(page with { Body = null, Head = null }, stored.Page);
        var capture = await Reader.CaptureAsync(url.Id, Cancel);
        Assert.Equal(body, capture!.Body);
        Assert.Equal((Now, head, Now + 5, null), (capture.FetchedAt, capture.Head, capture.CheckedAt, capture.CheckedHead));
        Assert.Null(await Reader.CaptureAsync(url.Id + 1, Cancel));
        await AssertSoundAsync(crawl);
    }

    [Fact]
    public async Task Complete_TextNoDatabaseLikes_IsStored()
    {
        var crawl = await SeededAsync("a.example", 1);
        var domain = await AcquireAsync("a.example");
        var page = Page() with { Title = "nul \0 and half \uD83C pair", ETag = "\0", LastModified = "\uDC00", CanonicalLink = "https://a.example/\0" };

        Assert.True((await CompleteAsync(Fetched((await LeaseAsync(domain, 1))[0], domain) with { Page = page })).Applied);

        Assert.StartsWith("nul ", Assert.Single(await Reader.PagesAsync(crawl, Cancel).ToListAsync(Cancel)).Page.Title, StringComparison.Ordinal);
        await AssertSoundAsync(crawl);
    }

    private static byte[] Compress(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest))
        {
            brotli.Write(body);
        }

        return compressed.ToArray();
    }
}
