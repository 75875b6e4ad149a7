using System.IO.Compression;
using System.Text;
using Thresher.Web.Sitemaps;

namespace Thresher.Tests.Unit.Web.Sitemaps;

public sealed class SitemapReaderTests
{
    private const string Url = "https://a.example/sitemap.xml";

    [Fact]
    public async Task ReadAsync_BrokenXml_KeepsWhatPrecedesAndReports()
    {
        var (entries, end) = await ReadAsync("<urlset><url><loc>/a</loc></url><url><loc>/b</loc></url></wrong>");

        Assert.Equal(["/a", "/b"], entries.Select(entry => entry.Location));
        Assert.Equal(SitemapEndReason.Malformed, end.Reason);
        Assert.StartsWith($"Sitemap {Url}: ", end.Problem);
    }

    [Theory]
    [InlineData("<urlset><url><loc>/a</loc></url><url><loc>/b", 1)]
    [InlineData("<urlset><url><loc>/a</loc></url><url><loc>/b<", 2)]
    [InlineData("<urlset><url><loc>/a</loc></url><url><loc>/b</lo", 2)]
    [InlineData("<urlset><url><loc>/a</loc></url><url><loc>/b</loc>", 2)]
    [InlineData("<urlset><url><loc>/a</loc></url><url><loc>/b</loc><lastmod>20", 2)]
    [InlineData("<urlset><url><loc>/a</loc></url><url><loc>/b&amp;c", 1)]
    [InlineData("<sitemapindex><sitemap><loc>/a</loc></sitemap><sitemap>https://a.example/b", 1)]
    public async Task ReadAsync_CutShort_HandsOutNoHalfLocation(string text, int count)
    {
        var (entries, end) = await ReadAsync(text);

        Assert.Equal(count, entries.Count);
        Assert.Equal(SitemapEndReason.Malformed, end.Reason);
    }

    [Fact]
    public async Task ReadAsync_DocumentType_IsRefusedAndNeverExpanded()
    {
        const string Bomb = """
            <!DOCTYPE urlset [<!ENTITY a "http://a.example/"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
            <urlset><url><loc>http://b.example/</loc></url><url><loc>&b;</loc></url><url><loc>&x;</loc></url></urlset>
            """;
        var (refused, end) = await ReadAsync(Bomb);
        var (skipped, endOfSkipped) = await ReadAsync(Bomb, new SitemapReaderOptions { SkipDocumentType = true });

        Assert.Empty(refused);
        Assert.Equal(SitemapEndReason.NotASitemap, end.Reason);
        Assert.Contains("document type", end.Problem, StringComparison.Ordinal);
        Assert.Equal(["http://b.example/"], skipped.Select(entry => entry.Location));
        Assert.Equal((SitemapEndReason.ReadInPart, 2), (endOfSkipped.Reason, endOfSkipped.Skipped));
    }

    [Theory]
    [InlineData("<br />\n<b>Warning</b>: x in <b>a.php</b> on line <b>3</b><br />\n<?xml version='1.0'?><urlset><url><loc>/a</loc></url></urlset>")]
    [InlineData("<html><body><pre><urlset><url><loc>/a</loc></url></urlset></pre></body></html>")]
    [InlineData("<?xml version='1.0' encoding='UTF-8'\n<urlset><url><loc>/a</loc></url></urlset>")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE urlset SYSTEM 'sitemap.dtd'><urlset><url><loc>/a</loc></url></urlset>")]
    [InlineData("<URLSET><URL><LOC>/a</LOC></URL></URLSET>")]
    [InlineData("<UrlSet><Url><Loc>/a</loc></url></urlset>")]
    [InlineData("<url><loc>/a</loc></url>")]
    [InlineData("<?xml version='1.0'?>\n<url>\n<loc>/a</loc>\n</url>\n")]
    [InlineData("<urlset><url><loc>/a</loc></url></urlset><script>x</script> garbage & more")]
    [InlineData("<urlset><url><xhtml:link rel=alternate href=http://x/y><loc>/a</loc></url></urlset>")]
    [InlineData("<urlset><url><xhtml:link rel='alternate' href='http://x/y'/><image:image><image:loc>/i</image:loc></image:image><loc>/a</loc></url></urlset>")]
    public async Task ReadAsync_NearlyASitemap_IsReadWhole(string text)
    {
        var (entries, end) = await ReadAsync(text, new SitemapReaderOptions { SkipDocumentType = true });

        Assert.Equal(["/a"], entries.Select(entry => entry.Location));
        Assert.Equal((SitemapEndReason.Complete, null), (end.Reason, end.Problem));
    }

    [Fact]
    public async Task ReadAsync_LongPage_IsNoSitemapByItsFirstElement()
    {
        var (entries, end) = await ReadAsync("<html>" + string.Concat(Enumerable.Repeat("<p>x</p>", 1000)) + "<urlset><url><loc>/a</loc></url></urlset>");

        Assert.Empty(entries);
        Assert.Equal(SitemapEndReason.NotASitemap, end.Reason);
        Assert.Contains("root element html", end.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body><a href='/x'>x</a></body></html>", "root element html")]
    [InlineData("<!DOCTYPE html><html></html>", "document type")]
    [InlineData("", "neither XML nor")]
    [InlineData(" \r\n ", "neither XML nor")]
    [InlineData("Not found.", "neither XML nor")]
    public async Task ReadAsync_SomethingElse_IsNoSitemap(string text, string problem)
    {
        var (entries, end) = await ReadAsync(text);

        Assert.Empty(entries);
        Assert.Equal(SitemapEndReason.NotASitemap, end.Reason);
        Assert.Equal(SitemapFormat.Unknown, end.Format);
        Assert.Contains(problem, end.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, SitemapEndReason.Complete)]
    [InlineData(4, SitemapEndReason.TooManyEntries)]
    public async Task ReadAsync_EntriesAroundTheLimit_StopAfterIt(int count, SitemapEndReason reason)
    {
        var (entries, end) = await ReadAsync(UrlSet(count), new SitemapReaderOptions { MaxEntries = 3 });

        Assert.Equal(3, entries.Count);
        Assert.Equal((reason, 3), (end.Reason, end.Entries));
    }

    [Theory]
    [InlineData(0, SitemapEndReason.Complete, 100)]
    [InlineData(1, SitemapEndReason.TooLarge, 100)]
    [InlineData(40, SitemapEndReason.TooLarge, 99)]
    public async Task ReadAsync_BytesAroundTheLimit_StopAtIt(int missing, SitemapEndReason reason, int count)
    {
        var text = UrlSet(100);
        var (entries, end) = await ReadAsync(text, new SitemapReaderOptions { MaxBytes = text.Length - missing });

        Assert.Equal(count, entries.Count);
        Assert.Equal((reason, text.Length - missing), (end.Reason, end.Bytes));
    }

    [Fact]
    public async Task ReadAsync_GzipBomb_StopsAtTheDecompressedLimit()
    {
        var (entries, end) = await ReadAsync(
            Gzip("<urlset>" + new string(' ', 20_000_000) + "</urlset>"),
            new SitemapReaderOptions { MaxBytes = 1_000_000 });

        Assert.Empty(entries);
        Assert.Equal((SitemapEndReason.TooLarge, 1_000_000), (end.Reason, end.Bytes));
    }

    [Fact]
    public async Task ReadAsync_CutGzip_KeepsWhatPrecedes()
    {
        var zipped = Gzip(UrlSet(20_000));
        var (entries, end) = await ReadAsync(zipped[..(zipped.Length / 2)]);

        Assert.InRange(entries.Count, 1, 19_999);
        Assert.Equal(SitemapEndReason.Malformed, end.Reason);
    }

    [Theory]
    [InlineData("<urlset><url a='{0}'/></urlset>", 3_000_000)]
    [InlineData("<urlset><{0}/></urlset>", 3_000_000)]
    [InlineData("<urlset><url><loc><![CDATA[<{0}]]></loc></url></urlset>", 3_000_000)]
    [InlineData("<urlset><url><loc>{0}</loc></url></urlset>", 3_000_000)]
    public async Task ReadAsync_HugeNode_IsRefused(string shape, int length) =>
        await AssertTooLargeAsync(shape.Replace("{0}", new string('x', length), StringComparison.Ordinal));

    [Fact]
    public async Task ReadAsync_DeepNesting_IsRefused() =>
        await AssertTooLargeAsync("<urlset>" + string.Concat(Enumerable.Repeat("<a>", 10_000)));

    [Fact]
    public async Task ReadAsync_EndlessNames_AreRefused() =>
        await AssertTooLargeAsync("<urlset>" + string.Concat(Enumerable.Range(0, 20_000).Select(number => $"<n{number}/>")));

    [Fact]
    public async Task ReadAsync_TooLongLocation_IsSkippedNotCut()
    {
        var tooLong = new string('x', SitemapReaderOptions.MaxLocationLength + 1);
        var (entries, end) = await ReadAsync($"<urlset><url><loc>{tooLong}</loc></url><url><loc>{tooLong[1..]}</loc></url></urlset>");
        var (lines, endOfText) = await ReadAsync($"https://a.example/{tooLong}\nhttps://a.example/b");

        Assert.Equal([tooLong[1..]], entries.Select(entry => entry.Location));
        Assert.Equal((1, SitemapEndReason.Complete), (end.Skipped, end.Reason));
        Assert.Equal(["https://a.example/b"], lines.Select(entry => entry.Location));
        Assert.Equal(1, endOfText.Skipped);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("iso-8859-1")]
    [InlineData("windows-1252")]
    public async Task ReadAsync_DeclaredEncoding_IsDecoded(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        byte[] body = [.. encoding.GetPreamble(), .. encoding.GetBytes($"<?xml version='1.0' encoding='{(name == "utf-16BE" ? "utf-16" : name)}'?><urlset><url><loc>/é</loc></url></urlset>")];

        Assert.Equal(["/é"], (await ReadAsync(body)).Entries.Select(entry => entry.Location));
    }

    [Theory]
    [InlineData("2024-02-03", "2024-02-03T00:00:00Z")]
    [InlineData("2024", "2024-01-01T00:00:00Z")]
    [InlineData("2024-02", "2024-02-01T00:00:00Z")]
    [InlineData("2024-02-03T04:05+01:00", "2024-02-03T03:05:00Z")]
    [InlineData("2024-02-03T04:05:06.789Z", "2024-02-03T04:05:06.789Z")]
    [InlineData("2024-02-03T04:05:06", "2024-02-03T04:05:06Z")]
    [InlineData("2024-02-03 04:05:06", "2024-02-03T04:05:06Z")]
    [InlineData("Sat, 03 Feb 2024 04:05:06 EST", "2024-02-03T09:05:06Z")]
    [InlineData("yesterday", null)]
    [InlineData("2024-13-01", null)]
    public async Task ReadAsync_LastModified_ReadAsUtc(string text, string? expected)
    {
        var (entries, _) = await ReadAsync($"<urlset><url><loc>/a</loc><lastmod> {text} </lastmod></url></urlset>");

        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, null), entries.Single().LastModified);
    }

    [Theory]
    [InlineData("0.8", 0.8)]
    [InlineData("1", 1.0)]
    [InlineData("1.1", null)]
    [InlineData("-0.1", null)]
    [InlineData("high", null)]
    public async Task ReadAsync_Priority_OutOfRangeIsNull(string text, double? expected) =>
        Assert.Equal(expected, (await ReadAsync($"<urlset><url><loc>/a</loc><priority>{text}</priority></url></urlset>")).Entries.Single().Priority);

    private const string Three = "<url><loc>/a</loc></url>{0}<url><loc>/c</loc></url>";

    // What is not well-formed and can be meant in one way only.
    [Theory]
    [InlineData("<url><loc>/b?x=1&y=2</loc></url>", "/b?x=1&y=2")]
    [InlineData("<url><loc>/b?x=1&copy=2</loc></url>", "/b?x=1&copy=2")]
    [InlineData("<url><loc>/b&</loc></url>", "/b&")]
    [InlineData("<url><loc>/caf&eacute;</loc></url>", "/café")]
    [InlineData("<url><loc>/b&#233;&#xE9;</loc></url>", "/béé")]
    [InlineData("<url><loc>/b</loc><priority>0.5</url>", "/b")]
    [InlineData("<url><loc>/b</url>", "/b")]
    [InlineData("<url><loc>/b<lastmod>2024</lastmod></url>", "/b")]
    [InlineData("<url><loc>/b</loc>", "/b")]
    [InlineData("<url><loc>/b</loc></lastmod></url>", "/b")]
    [InlineData("<url><loc>/b</loc><image:image><image:loc>/i.png</image:loc></image:image></url>", "/b")]
    [InlineData("<url><loc>/b</loc><video:x y:z='1' y:z='2'/></url>", "/b")]
    [InlineData("<url><loc a=1 a=2 b>/b</loc></url>", "/b")]
    [InlineData("<url><loc>/b</loc><!-- a -- b --></url>", "/b")]
    [InlineData("<url><loc>/b\u0001</loc></url>", "/b")]
    [InlineData("<url><loc>/b</loc></url></urlset>\n<urlset>", "/b")]
    [InlineData("<url><loc>/b</loc></url><?xml version='1.1' encoding='x'?>", "/b")]
    [InlineData("<url><loc><![CDATA[/b&c]]></loc></url>", "/b&c")]
    [InlineData("<url><loc>/b</loc></url> a < b & c ", "/b")]
    [InlineData("<url><loc>/b</loc></url", "/b")]
    public async Task ReadAsync_NotWellFormed_EveryEntryIsRead(string second, string expected)
    {
        foreach (var root in new[] { "<urlset>", "<?xml version='1.0' encoding='utf-16'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", "<?xml version='1.1' encoding='x-none'?>\n<s:urlset>" })
        {
            var prefixed = root.Contains("s:", StringComparison.Ordinal);
            var body = string.Format(null, Three, second);
            var text = prefixed ? root + System.Text.RegularExpressions.Regex.Replace(body, "(</?)(urlset|url|loc|lastmod|priority)", "$1s:$2") + "</s:urlset>" : root + body + "</urlset>";
            var (entries, end) = await ReadAsync(text);
            Assert.Equal(["/a", expected, "/c"], entries.Select(entry => entry.Location));
            Assert.Equal((SitemapEndReason.Complete, null), (end.Reason, end.Problem));
        }
    }

    [Theory]
    [InlineData("<url><loc>/b&nothing;</loc></url>", "line 1: &nothing; stands for nothing")]
    [InlineData("\n<url><loc>/b&#0;</loc></url>", "line 2: &#0; stands for nothing")]
    [InlineData("\n\n<url><loc></url>", "line 3: <loc> is not closed")]
    public async Task ReadAsync_EntryThatNobodyCanKnow_IsGivenUpAndTold(string second, string fault)
    {
        var (entries, end) = await ReadAsync("<urlset>" + string.Format(null, Three, second) + "</urlset>");
        Assert.Equal(["/a", "/c"], entries.Select(entry => entry.Location));
        Assert.Equal((SitemapEndReason.ReadInPart, 1), (end.Reason, end.Skipped));
        Assert.Equal($"Sitemap {Url}: 1 entry was given up; the first of 1 faults is at {fault}", end.Problem);
    }

    [Theory]
    [InlineData("utf-8", "windows-1252")]
    [InlineData("windows-1252", "utf-8")]
    [InlineData("iso-8859-1", "utf-8")]
    [InlineData("utf-16", "utf-8")]
    [InlineData("shift_jis", "utf-8")]
    [InlineData("nonsense", "utf-8")]
    public async Task ReadAsync_WrongLabelOfEncoding_IsReadByItsBytes(string label, string actual)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var body = Encoding.GetEncoding(actual).GetBytes($"<?xml version='1.0' encoding='{label}'?><urlset><url><loc>/a</loc></url><url><loc>/café</loc></url></urlset>");
        Assert.Equal(["/a", "/café"], (await ReadAsync(body)).Entries.Select(entry => entry.Location));
    }

    [Fact]
    public async Task ReadAsync_WordsBeforeTheDeclaration_AreSkipped() =>
        Assert.Equal(["/a"], (await ReadAsync("Notice: x in y.php\n<?xml version='1.0'?><urlset><url><loc>/a</loc></url></urlset>")).Entries.Select(entry => entry.Location));

    [Fact]
    public async Task ReadAsync_TransferBreaksOff_KeepsWhatPrecedes()
    {
        var (entries, end) = await ReadAsync(new BrokenStream(Encoding.UTF8.GetBytes("<urlset><url><loc>/a</loc></url>"), new IOException("reset")));

        Assert.Equal(["/a"], entries.Select(entry => entry.Location));
        Assert.Equal(SitemapEndReason.Interrupted, end.Reason);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        var reading = new SitemapReader().ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(UrlSet(50_000))), Url, cancellation.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in reading)
            {
                await cancellation.CancelAsync();
            }
        });
        Assert.Null(reading.End);
    }

    [Fact]
    public async Task ReadAsync_EnumeratedTwice_Throws()
    {
        var reading = new SitemapReader().ReadAsync(Stream.Null, Url, TestContext.Current.CancellationToken);
        await foreach (var _ in reading)
        {
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reading.GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync());
    }

    [Fact]
    public void Constructor_LimitBelowOne_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SitemapReader(new SitemapReaderOptions { MaxEntries = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SitemapReader(new SitemapReaderOptions { MaxBytes = 0 }));
    }

    private static async Task AssertTooLargeAsync(string text)
    {
        var (entries, end) = await ReadAsync(text);

        Assert.Empty(entries);
        Assert.Equal(SitemapEndReason.TooLarge, end.Reason);
    }

    private static string UrlSet(int count) =>
        "<urlset>" + string.Concat(Enumerable.Range(0, count).Select(number => $"<url><loc>/{number}</loc></url>\n")) + "</urlset>";

    private static byte[] Gzip(string text)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }

    private static Task<(List<SitemapEntry> Entries, SitemapEnd End)> ReadAsync(string text, SitemapReaderOptions? options = null) =>
        ReadAsync(Encoding.UTF8.GetBytes(text), options);

    private static Task<(List<SitemapEntry> Entries, SitemapEnd End)> ReadAsync(byte[] body, SitemapReaderOptions? options = null) =>
        ReadAsync(new MemoryStream(body), options);

    private static async Task<(List<SitemapEntry> Entries, SitemapEnd End)> ReadAsync(Stream body, SitemapReaderOptions? options = null)
    {
        var entries = new List<SitemapEntry>();
        var reading = new SitemapReader(options).ReadAsync(body, Url, TestContext.Current.CancellationToken);
        await foreach (var entry in reading)
        {
            entries.Add(entry);
        }

        return (entries, reading.End!);
    }

    /// <summary>A body that fails where a connection is lost.</summary>
    private sealed class BrokenStream(byte[] head, Exception failure) : MemoryStream(head)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw failure;
    }
}
