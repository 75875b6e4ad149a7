using System.Globalization;
using System.IO.Compression;
using System.Net;
using Thresher.TestWeb;
using Thresher.TestWeb.Generation;

namespace Thresher.Tests.Unit.TestWeb;

public sealed class PageBehaviourTests(RoughWeb rough) : IClassFixture<RoughWeb>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SyntheticWeb Web => rough.Web;

    [Fact]
    public async Task Get_Encoded_ComesInEachEncodingAndDecodes()
    {
        var encodings = new HashSet<string>();
        foreach (var url in Web.Truth.UrlsOf(PageKind.Encoded).Take(12))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("Accept-Encoding", "gzip, deflate, br");
            using var response = await rough.RawClient.SendAsync(request, Cancellation);
            encodings.Add(Assert.Single(response.Content.Headers.ContentEncoding));
            Assert.Equal(await rough.RawClient.GetStringAsync(url, Cancellation), await rough.Client.GetStringAsync(url, Cancellation));
        }

        Assert.Equal(["br", "deflate", "gzip"], encodings.Order());
    }

    [Theory]
    [InlineData(PageKind.NotFound, 404)]
    [InlineData(PageKind.Gone, 410)]
    [InlineData(PageKind.ServerError, 500)]
    public async Task Get_FailingPage_AlwaysFails(PageKind kind, int status)
    {
        foreach (var url in Web.Truth.UrlsOf(kind).Take(3).SelectMany(url => new[] { url, url, url, url }))
        {
            using var response = await rough.Client.GetAsync(url, Cancellation);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData(PageKind.Flaky, 500, 503)]
    [InlineData(PageKind.Throttled, 429, 429)]
    public async Task Get_FailingFirst_ServesAfterAsManyAsTheTruthSays(PageKind kind, int oneStatus, int otherStatus)
    {
        var crawl = Web.Truth.Expect(new() { RespectRobots = false });
        var retryAfter = new List<bool>();
        foreach (var url in Web.Truth.UrlsOf(kind).Skip(4).Take(20))
        {
            var failures = 0;
            for (; ; failures++)
            {
                using var response = await rough.Client.GetAsync(url, Cancellation);
                if (response.IsSuccessStatusCode)
                {
                    break;
                }

                Assert.Contains((int)response.StatusCode, new[] { oneStatus, otherStatus });
                if (response.Headers.RetryAfter is { } wait)
                {
                    retryAfter.Add(wait.Delta is not null);
                    Assert.True(wait.Delta == TimeSpan.FromSeconds(1) || wait.Date > TimeProvider.System.GetUtcNow());
                }
            }

            Assert.Equal(crawl.Pages[url].FailuresFirst, failures);
            Assert.InRange(failures, 1, 2);
        }

        Assert.Equal(kind == PageKind.Throttled, retryAfter.Contains(true) && retryAfter.Contains(false));
    }

    [Theory]
    [InlineData(PageKind.SlowStart)]
    [InlineData(PageKind.Drip)]
    public async Task Get_SlowPage_IsWholeInTheEnd(PageKind kind) => Assert.EndsWith(
        "</html>\n",
        await rough.Client.GetStringAsync(Web.Truth.UrlsOf(kind).First(), Cancellation),
        StringComparison.Ordinal);

    [Fact]
    public async Task Get_CutOff_EndsBeforeTheAnnouncedLength() => await Assert.ThrowsAsync<HttpRequestException>(
        () => rough.Client.GetStringAsync(Web.Truth.UrlsOf(PageKind.CutOff).First(), Cancellation));

    [Fact]
    public async Task Get_Huge_ExceedsTenMebibytes()
    {
        var body = await rough.Client.GetByteArrayAsync(Web.Truth.UrlsOf(PageKind.Huge).First(), Cancellation);
        Assert.Equal(Web.Options.HugeBytes, body.Length);
    }

    [Fact]
    public async Task Get_CompressionBomb_GrowsMoreThanHundredfold()
    {
        using var response = await rough.RawClient.GetAsync(Web.Truth.UrlsOf(PageKind.CompressionBomb).First(), Cancellation);
        var sent = response.Content.Headers.ContentLength!.Value;
        await using var gzip = new GZipStream(await response.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        var decoded = 0L;
        var buffer = new byte[1 << 20];
        while (await gzip.ReadAsync(buffer, Cancellation) is > 0 and var read)
        {
            decoded += read;
        }

        Assert.InRange(decoded / sent, 500, long.MaxValue);
    }

    [Fact]
    public async Task Get_Document_IsPdfPngOrJson()
    {
        var types = new HashSet<string>();
        foreach (var url in Web.Truth.UrlsOf(PageKind.Document).Take(20))
        {
            using var response = await rough.Client.GetAsync(url, Cancellation);
            types.Add(response.Content.Headers.ContentType!.MediaType!);
        }

        Assert.Equal(["application/json", "application/pdf", "image/png"], types.Order());
    }

    [Fact]
    public async Task Get_Page_CarriesTheRecordOfTheTruth()
    {
        var crawl = Web.Truth.Expect();
        foreach (var page in crawl.Pages.Values.Where(page => page.Kind == PageKind.Page && page.Record is not null).Take(20))
        {
            var html = await rough.Client.GetStringAsync(page.Url, Cancellation);
            Assert.Contains($"<title>{page.Record!.Name}</title>", html, StringComparison.Ordinal);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"<span class=\"price\">{page.Record.Price}</span>"), html, StringComparison.Ordinal);
            Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(html), Web.Options.MinPageBytes, Web.Options.MaxPageBytes * 2);
        }
    }

    [Theory]
    [InlineData("=\"./")]
    [InlineData("../")]
    [InlineData("#part-")]
    [InlineData("?utm_source=mail&amp;utm_medium=letter")]
    [InlineData("gclid=")]
    [InlineData("/here/../")]
    [InlineData("/./")]
    [InlineData("%7E")]
    [InlineData("%70")]
    [InlineData("%c3%a9")]
    [InlineData("=\"HTTP://")]
    [InlineData("=\"//127.")]
    [InlineData("=\" ")]
    public async Task Get_Pages_SpellLinksInManyWays(string spelling)
    {
        foreach (var url in Web.Truth.UrlsOf(PageKind.Page))
        {
            var links = await rough.Client.GetStringAsync(url, Cancellation);
            if (links[links.IndexOf("<ul>", StringComparison.Ordinal)..].Contains(spelling, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"No page writes a link with {spelling}");
    }

    [Theory]
    [InlineData("/items/0", true)]
    [InlineData("/items/9999999", true)]
    [InlineData("/items/007", false)]
    [InlineData("/items/-1", false)]
    [InlineData("/items/1/x", false)]
    [InlineData("/items/", false)]
    [InlineData("/p", false)]
    [InlineData("/p/0", false)]
    [InlineData("/p/99999", false)]
    [InlineData("/ghost/image-1.png", false)]
    public async Task Get_Path_ExistsOrNot(string path, bool exists)
    {
        using var response = await rough.Client.GetAsync(new Uri(Web.Seeds[0], path), Cancellation);
        Assert.Equal(exists ? HttpStatusCode.OK : HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(exists, (await response.Content.ReadAsStringAsync(Cancellation)).Contains("<title>Item ", StringComparison.Ordinal));
    }
}
