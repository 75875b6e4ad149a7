using System.Text;
using Thresher.Storage.Rows;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Storage;

public sealed class StoredBodyTests
{
    private static readonly byte[] Page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => $"<p>{i}")));

    [Fact]
    public void Problem_BodyAsFetched_IsNone() => Assert.Null(StoredBody.Problem("http://h/", Hash128.Of(Page), CompressedText.Of(Page)));

    [Fact]
    public void Problem_BodyCutOff_IsNamedWithItsUrl() =>
        Assert.Contains("http://h/", StoredBody.Problem("http://h/", Hash128.Of(Page), CompressedText.Of(Page)[..^20]), StringComparison.Ordinal);

    [Fact]
    public void Problem_NoCompressedBody_IsNamedWithItsUrl() =>
        Assert.Contains("cannot be decompressed: http://h/", StoredBody.Problem("http://h/", Hash128.Of(Page), [0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]), StringComparison.Ordinal);

    [Fact]
    public void Problem_BodyOfAnotherPage_IsNamedWithItsUrl() =>
        Assert.Contains("not what was fetched: http://h/", StoredBody.Problem("http://h/", Hash128.Of(Page), CompressedText.Of(Page.AsSpan(1))), StringComparison.Ordinal);
}
