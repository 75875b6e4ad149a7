using System.Text;
using CsCheck;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Pages;

public sealed class PageParserHostileTests
{
    private static readonly PageParser Parser = new(TimeProvider.System);
    private static readonly ParsingOptions Options = new() { MaxLinks = 50, MaxHrefLength = 100 };

    private static readonly string[] Headers =
        ["", "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16", "text/html; charset=iso-2022-jp", "text/html; charset=gb18030", "text/html; charset=\"", "a;;=;\""];

    private static readonly byte[][] Fragments =
    [
        .. new[]
        {
            "<", ">", "/", "!", "-", "--", "\"", "'", "=", "&", "&#", "&#x", ";", "a", " ", "<a href=", "<a href=\"", "<meta charset=", "<meta charset=shift_jis>",
            "<meta http-equiv=refresh content=\"0;url=", "<base href=", "<title>", "</title", "<script>", "<!--", "<svg>", "<![CDATA[", "<math><mi>", "<template>", "</template>",
            "<svg><title>", "<style>", "<link rel=canonical href=", "<meta name=robots content=", "unavailable_after:", "<?xml encoding=", "<plaintext", "charset=utf-16", "\0",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xEF, 0xBF, 0xBF], [0xED, 0xA0, 0x80], [0xC3], [0x1B, 0x24, 0x42], [0x81, 0x30], [0xF0, 0x9F, 0x98, 0x80],
    ];

    [Fact]
    public void Parse_AnyBytes_KeepsItsLimits() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.OneOf(Headers)).Sample((body, header) => Check(body, header), iter: 2_000);

    [Fact]
    public void Parse_AnyFragmentsOfMarkup_KeepsItsLimits() =>
        Gen.Select(
            Gen.Frequency((9, Gen.OneOf(Fragments)), (1, Gen.Byte.Array[0, 8])).Array[0, 40], Gen.OneOf(Headers))
            .Sample((parts, header) => Check([.. parts.SelectMany(part => part)], header), iter: 5_000);

    // Inputs of this kind overflow the stack of tree builders, or take them minutes (AngleSharp issues 1084,
    // 1123 and 1179; its tokenizer recurses on "</>"). A thread with little stack shows that nothing recurses.
    [Theory]
    [InlineData("</>")]
    [InlineData("<div>")]
    [InlineData("<b><p>")]
    [InlineData("<li><ul>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<a href=x>")]
    [InlineData("<a ")]
    [InlineData("<a href href=")]
    [InlineData("<a href=\"")]
    [InlineData("<svg>")]
    [InlineData("<svg><foreignObject>")]
    [InlineData("<svg><template>")]
    [InlineData("<math><mi><svg><desc>")]
    [InlineData("<template>")]
    [InlineData("<template></svg>")]
    [InlineData("<!--")]
    [InlineData("<!-- -->")]
    [InlineData("<!-- --!")]
    [InlineData("<![CDATA[")]
    [InlineData("<script>")]
    [InlineData("<script><!--<script></script>")]
    [InlineData("<style></styl")]
    [InlineData("<title>&")]
    [InlineData("<title></title>")]
    [InlineData("<meta name=robots content=a:b:c,>")]
    [InlineData("<meta http-equiv=refresh content='0;")]
    [InlineData("<")]
    [InlineData("&")]
    [InlineData("\"")]
    [InlineData("\u0130")]
    public void Parse_RepeatedEndlessly_TakesLinearMemoryAndNoStack(string piece)
    {
        var body = Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, piece, 400_000 / piece.Length).ToString());
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                failure = Record.Exception(() => Check(body, null));
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                failure ??= allocated < 20L * body.Length ? null : new InvalidOperationException($"{allocated} bytes");
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.Null(failure);
    }

    [Fact]
    public void Parse_LongestReferencesInOneAttribute_AreDecodedOrLeftOut()
    {
        var value = new StringBuilder().Insert(0, "&CounterClockwiseContourIntegral;&abcdefghijklmnopqrstuvwxyzabcdef", 3_000).ToString();

        var page = Parser.Parse(Encoding.UTF8.GetBytes($"<a href=\"{value}\"><a href=x>"), null, Options, CancellationToken.None);

        Assert.Equal("x", Assert.Single(page.Links).Href);
        Assert.Equal(1, page.OverlongLinks);
    }

    [Fact]
    public void Parse_FromManyThreads_GivesEachItsOwnPage()
    {
        var pages = Enumerable.Range(0, 64).Select(i => MadeUpPage.Write(i, links: 100)).ToArray();
        var alone = pages.Select(Links).ToArray();

        var together = new string[pages.Length];
        Parallel.For(0, pages.Length, i => together[i] = Links(pages[i]));

        Assert.Equal(alone, together);

        static string Links(string html) => string.Join(
            ' ', Parser.Parse(Encoding.UTF8.GetBytes(html), null, ParsingOptions.Default, CancellationToken.None).Links.Select(link => link.Href));
    }

    private static void Check(byte[] body, string? header)
    {
        var page = Parser.Parse(body, header, Options, CancellationToken.None);

        Assert.False(page.TimedOut);
        Assert.InRange(page.Links.Length, 0, Options.MaxLinks);
        Assert.Equal(page.Links.Length, page.Links.Select(link => link.Href).Distinct().Count());
        Assert.All(page.Links, link => Assert.InRange(link.Href.Length, 0, Options.MaxHrefLength));
        Assert.All(page.Links, link => Assert.DoesNotContain('#', link.Href));
        Assert.InRange(page.Title?.Length ?? 0, 0, Options.MaxTitleLength);
        _ = PageParser.IsHtml(header, body);
    }
}
