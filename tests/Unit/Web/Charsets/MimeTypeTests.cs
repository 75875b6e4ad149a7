using CsCheck;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;

namespace Thresher.Tests.Unit.Web.Charsets;

public sealed class MimeTypeTests
{
    // The Fetch standard's own examples of "extract a MIME type" first.
    [Theory]
    [InlineData("text/plain;charset=gbk, text/html", "text/html")]
    [InlineData("text/html;charset=gbk;a=b, text/html;x=y", "text/html;charset=gbk")]
    [InlineData("text/html;charset=gbk;a=b|text/html;x=y", "text/html;charset=gbk")]
    [InlineData("text/html;charset=gbk|x/x|text/html;x=y", "text/html")]
    [InlineData("text/html|cannot-parse", "text/html")]
    [InlineData("text/html|*/*", "text/html")]
    [InlineData("text/html|", "text/html")]
    [InlineData("*/*, text/html", "text/html")]
    [InlineData("text/plain|text/html; charset=utf-8", "text/html;charset=utf-8")]
    [InlineData("text/html; charset=windows-1251, text/html", "text/html;charset=windows-1251")]
    [InlineData("Text/HTML; Charset=\"utf-8\" ;x", "text/html;charset=utf-8")]
    [InlineData("text/html; charset=\"a, b\", text/plain", "text/plain")]
    [InlineData("text/html; charset=\"iso-8859-1", "text/html;charset=iso-8859-1")]
    [InlineData("text/html; charset=\"iso\\-8859-1\"", "text/html;charset=iso-8859-1")]
    [InlineData("text/html; charset='utf-8'", "text/html;charset=utf-8")]
    [InlineData("text/html; charset=charset=utf-8", "text/html;charset=utf-8")]
    [InlineData("text/html; charset=none", "text/html;charset=none")]
    [InlineData("text/html; charset=; charset=koi8-r", "text/html;charset=koi8-r")]
    [InlineData("text/html; charset = utf-8", "text/html;charset=utf-8")]
    [InlineData("text/html;", "text/html")]
    [InlineData("html", "html")]
    [InlineData("text /html", "text /html")]
    [InlineData("*/*", "*/*")]
    [InlineData("", null)]
    [InlineData(", ,", null)]
    public void Extract_Values_FollowsTheFetchStandard(string values, string? expected) =>
        Assert.Equal(expected, MimeType.Extract(values.Split('|')));

    [Fact]
    public void Extract_NoHeader_IsNull() => Assert.Null(MimeType.Extract([]));

    [Theory]
    [InlineData("text/html charset=utf-8", true)]
    [InlineData("Content-Type: text/html", true)]
    [InlineData("text /html", true)]
    [InlineData("html", true)]
    [InlineData("text/plain", false)]
    [InlineData("text/x", false)]
    public void IsHtml_ValueThatNamesNoType_IsDecidedByTheBytes(string value, bool expected)
    {
        Assert.Equal(expected, PageParser.IsHtml(MimeType.Extract([value]), "<!DOCTYPE html><p>"u8));
        Assert.False(PageParser.IsHtml(MimeType.Extract([value]), "%PDF-1.7"u8));
    }

    [Fact]
    public void Extract_AnyValues_AreReadAlikeByAllReaders() => Gen.String[Gen.Char["ab/;,=\" \t\\*'charset"], 0, 40].Array[0, 3].Sample(values =>
    {
        var read = MimeType.Extract(values);
        if (read?.Contains('/') == true && read != "*/*" && MimeType.Extract([read]) is { } again)
        {
            Assert.Equal(read, again);
        }

        _ = MimeType.Essence(read);
        _ = PageParser.IsHtml(read, default);
        _ = CharsetSniffer.Detect("<p>"u8, read);
    });
}
