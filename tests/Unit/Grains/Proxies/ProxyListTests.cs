using System.Text;
using Thresher.Grains.Proxies;
using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Proxies;

/// <summary>Which proxies a URL may use, in which order, and that passwords show nowhere.</summary>
public sealed class ProxyListTests
{
    private static readonly string[] Hosts = [.. Enumerable.Range(0, 300).Select(i => $"host{i}.example")];

    [Fact]
    public void For_EachDomain_KeepsItsOrder_WhateverElseIsInTheList()
    {
        var all = Compile(Urls(8));
        var fewer = Compile(Urls(7));
        Assert.Equal(8, Hosts.Select(host => First(all, host)).Distinct().Count());
        foreach (var host in Hosts)
        {
            var order = Names(all, host);
            Assert.Equal(order, Names(Compile([.. Urls(8).Reverse()]), host));
            Assert.Equal(order, Names(all, $"www.{host}"));
            Assert.Equal(order.Where(name => name != "http://p7.example:80"), Names(fewer, host));
            for (var turn = 0; turn < 20; turn++)
            {
                Assert.Equal(order[turn % 8], First(all, host, turn));
            }
        }
    }

    [Fact]
    public void For_UrlsThatMatch_UsesThoseAlone_AndDirectMeansNone()
    {
        var list = Compile(
            [
                Proxy("http://all.example:80"),
                Proxy("http://shop.example:80") with { Match = ["https://*.shop.example/**", "https://shop.example/**"] },
                Proxy("direct") with { Match = ["http://near.example/**"] },
            ]);
        Assert.Equal(["http://shop.example:80"], Names(list, "www.shop.example"));
        Assert.Equal(["http://shop.example:80"], Names(list, "shop.example"));
        Assert.Equal(["http://all.example:80"], Names(list, "other.example"));
        Assert.Empty(list.For(Url("http://near.example/x"), 0));
        Assert.Empty(Compile([Proxy("http://a.example:80") with { Match = ["https://b.example/**"] }]).For(Url("https://c.example/"), 0));
    }

    [Fact]
    public async Task Compile_FilesAndSecrets_ReadsThem_AndNamesThemWithoutPasswords()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "# proxies\nhttp://one:s3cret@p.example:3128\n\n  socks5://p.example:1080\nhttp://two:s3cret@p.example:3128\r\n", TestContext.Current.CancellationToken);
            var list = Compile([new CrawlProxy { File = file }, Proxy("https://[2001:db8::1]:8443") with { User = new HeaderText("three", null), Password = new SecretText { File = file } }]);
            var all = list.All.ToList();
            Assert.Equal(["http://p.example:3128", "socks5://p.example:1080", "http://p.example:3128#2", "https://[2001:db8::1]:8443"], all.Select(proxy => proxy.Name));
            Assert.Equal(["one", null, "two", "three"], all.Select(proxy => proxy.User));
            Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("one:s3cret"))}", all[0].Authorization);
            Assert.All(all, proxy => Assert.DoesNotContain("s3cret", proxy.ToString(), StringComparison.Ordinal));

            await File.WriteAllTextAsync(file, "http://ok.example:1\nhttp://name:s3cret@broken", TestContext.Current.CancellationToken);
            var told = Assert.Throws<JobException>(() => Compile([new CrawlProxy { File = file }]));
            Assert.Equal($"http.proxies[0].file: {file}, line 2: names no port: they have no usual one", told.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Compile_WhatTheSiloDoesNotGive_IsRefused()
    {
        var job = new CrawlJob { Http = new CrawlHttp { Proxies = [new CrawlProxy { File = "/etc/proxies" }] } };
        Assert.Contains("this silo does not give jobs the file /etc/proxies", Assert.Throws<JobException>(() => ProxyList.Compile(job, new SecretPolicy([]))).Message, StringComparison.Ordinal);
        Assert.Null(ProxyList.Compile(new CrawlJob(), SecretPolicy.Any));
    }

    private static CrawlProxy[] Urls(int count) => [.. Enumerable.Range(0, count).Select(i => Proxy($"http://p{i}.example:80"))];

    private static CrawlProxy Proxy(string url) => new() { Url = new HeaderText(url, null) };

    private static ProxyList Compile(CrawlProxy[] proxies) => ProxyList.Compile(new CrawlJob { Http = new CrawlHttp { Proxies = proxies } }, SecretPolicy.Any)!;

    private static string[] Names(ProxyList list, string host) => [.. list.For(Url($"https://{host}/"), 0).Select(proxy => proxy.Name)];

    private static string First(ProxyList list, string host, int turns = 0) => list.For(Url($"https://{host}/"), turns)[0].Name;

    private static WebUrl Url(string text) => WebUrl.TryParse(text, null, out var url) ? url : throw new ArgumentException(text);
}
