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
    [InlineData("uk", "uk")]
    [InlineData("localhost", "localhost")]
    [InlineData("192.168.1.10", "192.168.1.10")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]")]
    [InlineData("www.example.com.", "example.com")]
    [InlineData("www.xn--bcher-kva.de", "xn--bcher-kva.de")]
    [InlineData(".", ".")]
    [InlineData("a..b", ".b")]
    public void Of_Host_IsOneLabelMoreThanTheSuffix(string host, string expected) => Assert.Equal(expected, RegistrableDomain.Of(host));
}
