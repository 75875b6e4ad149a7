using System.Globalization;
using System.IO.Compression;
using System.Text;
using Thresher.Extraction.Elements;
using Thresher.Extraction.Rules;
using Thresher.Extraction.Sources;
using Thresher.Grains.Fetching;
using Thresher.Jobs;
using Thresher.Jobs.Scope;
using Thresher.Web.Charsets;
using Thresher.Web.Links;
using Thresher.Web.Pages;
using Thresher.Web.Robots;
using Thresher.Web.Sitemaps;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Fuzzing;

/// <summary>Whatever a server sends, nothing that reads it throws, hangs or grows beyond its input.</summary>
public sealed class FuzzTests
{
    private static readonly PageParser Parser = new(TimeProvider.System);

    [Fact]
    public void Urls()
    {
        var canonicalizer = new Canonicalizer();
        var admission = new Admission(new CrawlJob(), 1);
        Assert.True(WebUrl.TryParse("https://example.org/a/b?c", null, out var page));
        FuzzInput.Run("url", input =>
        {
            var text = Encoding.UTF8.GetString(input);
            foreach (var from in new[] { null, page })
            {
                if (WebUrl.TryParse(text, from, out var url))
                {
                    var canonical = canonicalizer.Canonicalize(url);
                    Assert.True(WebUrl.TryParse(canonical, null, out var again), canonical);
                    Assert.Equal(canonical, canonicalizer.Canonicalize(again));
                    _ = admission.Check(url, 1);
                    _ = RegistrableDomain.Of(url.Host);
                }
            }
        });
    }

    [Fact]
    public void RobotsFiles() => FuzzInput.Run("robots", input =>
    {
        var file = RobotsTxt.Parse(input);
        foreach (var token in new[] { "thresher", "*", "a" })
        {
            _ = file.RulesFor(token).Check("/a/b%2Fc.php?x=y");
            _ = file.RulesFor(token).Check(new string('a', 500));
        }
    });

    [Fact]
    public void SitemapFiles()
    {
        // Each stray '<' is a piece of its own, so a file of nothing else costs more for each of its bytes.
        const int BytesPerByte = 400;
        var reader = new SitemapReader();
        FuzzInput.Run("sitemap", input =>
        {
            var reading = reader.ReadAsync(new MemoryStream(input), "https://h/sitemap.xml", CancellationToken.None);
            var entries = reading.ToBlockingEnumerable().Count();
            Assert.Equal(entries, reading.End!.Entries);
        }, BytesPerByte, Unpacked);
    }

    [Fact]
    public void Pages() => FuzzInput.Run("html", input =>
    {
        var page = Parser.Parse(input, "text/html", ParsingOptions.Default, CancellationToken.None);
        Assert.InRange(page.Links.Length, 0, ParsingOptions.Default.MaxLinks);
    });

    [Fact]
    public void HeaderLines() => FuzzInput.Run("head", input =>
    {
        var line = 0;
        var length = ResponseHead.LengthIn(input, ref line);
        Assert.InRange(length, -1, input.Length);
        if (length > 0)
        {
            var repaired = ResponseHead.Repair(input.AsSpan(0, length));
            Assert.True(ResponseHead.IsSound(repaired) || repaired.AsSpan().SequenceEqual(input.AsSpan(0, length)));
        }

        string[] values = Encoding.Latin1.GetString(input).Split('\n');
        _ = MimeType.Essence(MimeType.Extract(values));
        _ = LinkHeader.Canonical(values);
        foreach (var link in LinkHeader.Followed(values, anchor => anchor.Length < 5))
        {
            Assert.NotEmpty(link.Href);
        }

        foreach (var value in values)
        {
            _ = RefreshTarget.In(value).Length;
        }
    });

    [Fact]
    public void Charsets() => FuzzInput.Run("charset", input =>
    {
        var header = Encoding.Latin1.GetString(input.AsSpan(0, Math.Min(input.Length, 200)));
        foreach (var contentType in new[] { null, "text/html", header })
        {
            Assert.NotNull(CharsetSniffer.Detect(input, contentType).Name);
            _ = Parser.Parse(input, contentType, ParsingOptions.Default, CancellationToken.None);
            _ = PageParser.IsHtml(contentType, input);
        }
    });

    [Fact]
    public void JsonLd() =>
        // An object of one property is some ten bytes of text and some five hundred as a tree, and what is not JSON is read
        // twice: as it is, to its first fault, and repaired.
        FuzzInput.Run("jsonld", input => Assert.All(JsonLdText.Read(Encoding.UTF8.GetString(input), new PageBudget()), Assert.NotNull), bytesPerByte: 1_200);

    // The same fault at the very end: the whole tree is built twice, and no more often.
    [Theory]
    [InlineData("{\"a\":null},", "{\"a\":}]")]
    [InlineData("{},", "{a]")]
    [InlineData("/* x */{\"a\":[0]},", "'")]
    public void JsonLd_FaultBehindManyValues_CostsTwiceTheTree(string unit, string end)
    {
        var (once, twice) = (Allocated(2_000), Allocated(4_000));
        Assert.InRange((double)twice / once, 1, 2.5);

        long Allocated(int units)
        {
            var text = "[" + string.Concat(Enumerable.Repeat(unit, units)) + end;
            _ = JsonLdText.Read(text, new PageBudget()).ToList();
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = JsonLdText.Read(text, new PageBudget()).ToList();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void NumbersAndDates()
    {
        (LocaleNumber Numbers, LocaleDate Dates)[] locales =
            [.. new[] { "", "de-CH", "ar-EG", "fa-IR", "ja-JP", "hi-IN", "th-TH" }.Select(CultureInfo.GetCultureInfo).Select(culture => (new LocaleNumber(culture), new LocaleDate(culture)))];
        FuzzInput.Run("dates", input =>
        {
            var text = Encoding.UTF8.GetString(input);
            foreach (var (numbers, dates) in locales)
            {
                _ = dates.Read(text);
                Assert.True(numbers.Read(text) is not { } number || double.TryParse(number, CultureInfo.InvariantCulture, out _));
            }
        });
    }

    /// <summary>The length of what a sitemap holds: a few bytes of gzip may stand for a thousand times as many.</summary>
    private static long Unpacked(byte[] input)
    {
        if (input is not [0x1F, 0x8B, ..])
        {
            return input.Length;
        }

        var counted = 0L;
        try
        {
            using var unpacked = new GZipStream(new MemoryStream(input), CompressionMode.Decompress);
            for (var buffer = new byte[8192]; unpacked.Read(buffer) is > 0 and var read; counted += read)
            {
            }
        }
        catch (InvalidDataException)
        {
            // What came before the fault counts.
        }

        return Math.Max(counted, input.Length);
    }
}
