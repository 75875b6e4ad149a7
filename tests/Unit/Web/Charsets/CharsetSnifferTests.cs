using System.Text;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Charsets;

public sealed class CharsetSnifferTests
{
    private static readonly PageParser Parser = new(TimeProvider.System);

    // Cases rightly not met, with the reason.
    private static readonly Dictionary<string, string> Unmet = new()
    {
        ["scripted/tests1.dat:1"] = "a script writes the declaration, and scripts are not run",
    };

    [Fact]
    public void Parse_Html5LibEncodingCases_FindsTheEncoding()
    {
        var wrong = new List<string>();
        using var cases = SharedCases.Load("charset-html5lib.json");
        foreach (var item in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            var name = item.GetProperty("name").GetString()!;
            var expected = item.GetProperty("encoding").GetString();
            var body = item.GetProperty("input_b64").GetBytesFromBase64();
            var found = Parser.Parse(body, "text/html", ParsingOptions.Default, CancellationToken.None).Charset;
            if ((found.Name == expected) == Unmet.ContainsKey(name))
            {
                wrong.Add($"{name}: {found.Name} by {found.Source}, expected {expected}");
            }
        }

        Assert.Empty(wrong);
        var count = cases.RootElement.GetProperty("cases").GetArrayLength();
        ConformanceTable.Has("charset-html5lib.json", "all", count - Unmet.Count, count);
        Assert.All(Unmet.Values, ConformanceTable.Explains);
    }

    [Theory]
    [InlineData("text/html; charset=koi8-r", "koi8-r")]
    [InlineData("text/html;charset=\"KOI8-R\"", "koi8-r")]
    [InlineData("text/html; charset='koi8-r'", "koi8-r")]
    [InlineData("text/html; x=\"a;charset=utf-8\"; Charset = koi8-r ", "koi8-r")]
    [InlineData("text/html; charset=koi8-r; charset=utf-8", "koi8-r")]
    [InlineData("text/html; charset=utf-16", "utf-16le")]
    [InlineData("text/html; charset=iso-8859-1", "windows-1252")]
    public void Detect_CharsetInHeader_WinsOverMeta(string header, string expected)
    {
        var found = CharsetSniffer.Detect("<meta charset=big5>"u8, header);

        Assert.Equal(new PageCharset(expected, CharsetSource.ContentType), found);
    }

    [Theory]
    [InlineData("text/html; charset=no-such-thing")]
    [InlineData("text/html; charset=")]
    [InlineData("text/html; charset")]
    [InlineData(";;;=;")]
    [InlineData("")]
    [InlineData(null)]
    public void Detect_NoUsableCharsetInHeader_FallsBackToMeta(string? header) =>
        Assert.Equal(new("big5", CharsetSource.Prescan), CharsetSniffer.Detect("<meta charset=big5>"u8, header));

    [Fact]
    public void Detect_ByteOrderMark_WinsOverHeader()
    {
        byte[] body = [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("<a href='/é'>")];

        var page = Parser.Parse(body, "text/html; charset=utf-8", ParsingOptions.Default, CancellationToken.None);

        Assert.Equal(new("utf-16be", CharsetSource.ByteOrderMark), page.Charset);
        Assert.Equal("/é", Assert.Single(page.Links).Href);
    }

    [Fact]
    public void Detect_Utf8CutInsideACharacter_IsStillUtf8()
    {
        var body = Encoding.UTF8.GetBytes("<p>Grüße €");

        Assert.Equal(new("utf-8", CharsetSource.ValidUtf8), CharsetSniffer.Detect(body, null));
        Assert.Equal(new("utf-8", CharsetSource.ValidUtf8), CharsetSniffer.Detect(body.AsSpan(0, body.Length - 1), null));
        Assert.Equal(new("utf-8", CharsetSource.ValidUtf8), CharsetSniffer.Detect(body.AsSpan(0, body.Length - 2), null));
    }

    [Fact]
    public void Detect_UndeclaredCyrillic_IsDetected()
    {
        var text = string.Concat(Enumerable.Repeat("<p>Съешь же ещё этих мягких французских булок, да выпей чаю.</p>", 20));

        var found = CharsetSniffer.Detect(CharsetLabels.EncodingOf("windows-1251").GetBytes(text), null);

        Assert.Equal(new("windows-1251", CharsetSource.Detected), found);
    }

    [Fact]
    public void Detect_XmlDeclaration_Counts() =>
        Assert.Equal(
            new("iso-8859-2", CharsetSource.Prescan),
            CharsetSniffer.Detect("<?xml version='1.0' encoding = \"ISO-8859-2\" ?><html>"u8, null));

    [Fact]
    public void Parse_MetaBeyondPrescan_IsReadAgainInItsEncoding()
    {
        var html = $"<!--{new string('x', 3000)}--><a href='/ä'><meta charset=iso-8859-2><a href='/ł'>";
        var body = CharsetLabels.EncodingOf("iso-8859-2").GetBytes(html);

        var page = Parser.Parse(body, null, ParsingOptions.Default, CancellationToken.None);

        Assert.Equal(new("iso-8859-2", CharsetSource.LateMeta), page.Charset);
        Assert.Equal(["/ä", "/ł"], page.Links.Select(link => link.Href));
    }

    [Theory]
    [InlineData("  Latin1\n", "windows-1252")]
    [InlineData("x-sjis", "shift_jis")]
    [InlineData("gb2312", "gbk")]
    [InlineData("hz-gb-2312", "replacement")]
    [InlineData("utf-7", null)]
    [InlineData("", null)]
    public void NameOf_Label_GivesTheStandardsName(string label, string? expected) =>
        Assert.Equal(expected, CharsetLabels.NameOf(label));

    [Theory]
    [InlineData("gbk", "汉字")]
    [InlineData("big5", "漢字")]
    [InlineData("euc-jp", "漢字かな")]
    [InlineData("shift_jis", "漢字かな")]
    [InlineData("iso-2022-jp", "漢字かな")]
    [InlineData("euc-kr", "한글")]
    [InlineData("koi8-u", "Київ")]
    [InlineData("windows-1256", "سلام")]
    public void Parse_LegacyEncoding_DecodesTitle(string charset, string title)
    {
        var body = CharsetLabels.EncodingOf(charset).GetBytes($"<title>{title}</title>");

        var page = Parser.Parse(body, $"text/html;charset={charset}", ParsingOptions.Default, CancellationToken.None);

        Assert.Equal(title, page.Title);
    }
}
