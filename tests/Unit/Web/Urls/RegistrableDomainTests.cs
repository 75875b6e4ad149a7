using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Urls;

public sealed class RegistrableDomainTests
{
    [Theory]
    [InlineData("www.example.com", "example.com")]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("www.example.co.uk", "example.co.uk")]
    [InlineData("example.co.uk", "example.co.uk")]
    [InlineData("co.uk", "co.uk")]
    [InlineData("shop.example.com.br", "example.com.br")]
    [InlineData("a.example.com.af", "example.com.af")]
    [InlineData("docs.someone.github.io", "someone.github.io")]
    [InlineData("a.b.c.ck", "b.c.ck")]
    [InlineData("www.ck", "www.ck")]
    [InlineData("a.www.ck", "www.ck")]
    [InlineData("c.ck", "c.ck")]
    [InlineData("a.city.kawasaki.jp", "city.kawasaki.jp")]
    [InlineData("a.b.c.kawasaki.jp", "b.c.kawasaki.jp")]
    [InlineData("www.school.k12.ca.us", "school.k12.ca.us")]
    [InlineData("a.b.compute.amazonaws.com", "a.b.compute.amazonaws.com")]
    [InlineData("bucket.s3.amazonaws.com", "bucket.s3.amazonaws.com")]
    [InlineData("a.site.pages.dev", "site.pages.dev")]
    [InlineData("a.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("n1.maze.localhost", "maze.localhost")]
    [InlineData("www.example.co.uk.", "example.co.uk")]
    [InlineData("uk", "uk")]
    [InlineData("localhost", "localhost")]
    [InlineData("192.168.1.10", "192.168.1.10")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]")]
    [InlineData("www.example.com.", "example.com")]
    [InlineData("www.xn--bcher-kva.de", "xn--bcher-kva.de")]
    [InlineData(".", ".")]
    [InlineData("a..b", ".b")]
    public void Of_Host_IsOneLabelMoreThanTheSuffix(string host, string expected) => Assert.Equal(expected, RegistrableDomain.Of(host));

    [Fact]
    public void EmbeddedList_HasItsDateAndBothParts()
    {
        using var reader = new StreamReader(typeof(RegistrableDomain).Assembly.GetManifestResourceStream("Thresher.Web.Urls.PublicSuffixes.txt")!);
        var lines = reader.ReadToEnd().Split('\n');
        Assert.Matches("as of 20[0-9]{2}-[0-9]{2}-[0-9]{2}, from ", lines[0]);
        Assert.Equal(["# icann", "# private"], lines.Skip(1).Where(line => line.StartsWith('#')));
        Assert.True(lines.Length > 10_000);
    }
}
