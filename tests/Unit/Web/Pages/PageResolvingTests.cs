using System.Text;
using Thresher.Extraction.Sources;
using Thresher.Web.Charsets;
using Thresher.Web.Pages;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Pages;

/// <summary>Links are resolved with queries in the page's encoding (URL standard, "query state"), wherever they are used.</summary>
public sealed class PageResolvingTests
{
    [Theory]
    [InlineData("windows-1251", "/find?q=привет", "/find?q=%EF%F0%E8%E2%E5%F2")]
    [InlineData("windows-1251", "/путь", "/%D0%BF%D1%83%D1%82%D1%8C")]
    [InlineData("windows-1251", "/find?q=日", "/find?q=%26%2326085%3B")]
    [InlineData("shift_jis", "/find?q=東京", "/find?q=%93%8C%8B%9E")]
    [InlineData("gb2312", "/find?q=中文", "/find?q=%D6%D0%CE%C4")]
    [InlineData("gb18030", "/find?q=中", "/find?q=%D6%D0")]
    [InlineData("big5", "/find?q=中文", "/find?q=%A4%A4%A4%E5")]
    [InlineData("euc-kr", "/find?q=한", "/find?q=%C7%D1")]
    [InlineData("euc-jp", "/find?q=東", "/find?q=%C5%EC")]
    [InlineData("iso-8859-1", "/find?q=été&p=1", "/find?q=%E9t%E9&p=1")]
    [InlineData("iso-8859-2", "/find?q=ł", "/find?q=%B3")]
    [InlineData("koi8-r", "/find?q=п", "/find?q=%D0")]
    [InlineData("utf-8", "/find?q=é", "/find?q=%C3%A9")]
    [InlineData("utf-16le", "/find?q=é", "/find?q=%C3%A9")]
    public void Links_OfAPage_AreInItsEncoding(string label, string href, string expected)
    {
        Assert.True(WebUrl.TryParse("https://a.example/", null, out var url));
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        // What the encoding lacks is written as a reference.
        var encoding = Encoding.GetEncoding(label == "utf-16le" ? "utf-16" : label, new EncoderXmlFallback(), DecoderFallback.ReplacementFallback);
        byte[] body = encoding.GetBytes($"<title>t</title><a href=\"{href}\">x</a>");
        var parsed = new PageParser(TimeProvider.System).Parse(body, $"text/html; charset={label}", ParsingOptions.Default, CancellationToken.None);
        var resolver = LinkResolver.Of(parsed, url);
        Assert.True(resolver.TryResolve(Assert.Single(parsed.Links).Href, out var link));
        Assert.Equal("https://a.example" + expected, link.Href);

        using var source = new PageSource(url, "text/html", true, () => PageParser.TextOf(body, parsed.Charset.Name)) { Resolver = resolver };
        Assert.Equal(link.Href, source.Resolve(source.Tree!.QuerySelector("a")!.GetAttribute("href")!));
        Assert.NotNull(CharsetLabels.NameOf(label));
    }

    private sealed class EncoderXmlFallback : EncoderFallback
    {
        public override int MaxCharCount => 12;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : EncoderFallbackBuffer
        {
            private string _text = "";
            private int _at;

            public override int Remaining => _text.Length - _at;

            public override bool Fallback(char charUnknown, int index)
            {
                (_text, _at) = ($"&#{(int)charUnknown};", 0);
                return true;
            }

            public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) => Fallback('?', index);

            public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

            public override bool MovePrevious() => _at > 0 && --_at >= 0;
        }
    }
}
