using Thresher.Grains.Control;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Jobs;

public sealed class HttpRulesTests
{
    [Theory]
    [InlineData("\"headers\": {\"A b\": \"1\"}", "http.headers['A b']: is not the name of a header field")]
    [InlineData("\"headers\": {\"Host\": \"a\"}", "http.headers.Host: cannot be set here: it is the URL's")]
    [InlineData("\"headers\": {\"user-agent\": \"a\"}", "http.headers.user-agent: cannot be set here: use the field userAgent")]
    [InlineData("\"headers\": {\"X-A\": \"a\\nb\"}", "http.headers.X-A: is not the value of a header field: control characters, or others than Latin-1")]
    [InlineData("\"headers\": {\"X-A\": 1}", "http.headers.X-A: a text is wanted, or the place of a secret, such as {\"env\": \"SHOP_TOKEN\"} or {\"file\": \"token.txt\"}")]
    [InlineData("\"headers\": {\"X-A\": {\"env\": \"A\"}}", "http.headers.X-A: a secret is for one host: write it in http.hosts, as \"hosts\": {\"shop.example\": {\"headers\": …}}")]
    [InlineData("\"headers\": {\"Authorization\": \"Bearer x\"}", "http.headers.Authorization: would be stored with the job: name its place instead, {\"env\": \"NAME\"} or {\"file\": \"PATH\"}, in http.hosts")]
    [InlineData("\"hosts\": {\"A.example\": {}}", "http.hosts['A.example']: write it as \"a.example\"")]
    [InlineData("\"hosts\": {\"a.example\": {\"headers\": {\"X-A\": {\"env\": \"A\", \"file\": \"b\"}}}}", "http.hosts['a.example'].headers.X-A: must name its place: {\"env\": \"NAME\"} or {\"file\": \"PATH\"}")]
    [InlineData("\"hosts\": {\"a.example\": {\"bearer\": {}}}", "http.hosts['a.example'].bearer: must name its place: {\"env\": \"NAME\"} or {\"file\": \"PATH\"}")]
    [InlineData("\"hosts\": {\"a.example\": {\"bearer\": {\"env\": \"A\"}, \"basic\": {\"user\": \"u\", \"password\": {\"env\": \"A\"}}}}", "http.hosts['a.example'].bearer: basic is given too, and a request has one Authorization: keep one of them")]
    [InlineData("\"hosts\": {\"a.example\": {\"basic\": {\"user\": \"a:b\", \"password\": {\"env\": \"A\"}}}}", "http.hosts['a.example'].basic.user: must not contain a colon (RFC 7617)")]
    [InlineData("\"hosts\": {\"plain.example\": {\"bearer\": {\"env\": \"A\"}}}", "http.hosts['plain.example']: the seed http://plain.example/ is plain http, over which secrets are not sent: write it with https, or set \"overHttp\": true")]
    [InlineData("\"proxies\": [{}]", "http.proxies[0]: must name a proxy, {\"url\": \"http://host:port\"}, or a file of them, {\"file\": \"PATH\"}")]
    [InlineData("\"proxies\": [{\"url\": \"socks5://a:1\"}, {\"url\": \"ftp://a:1\"}]", "http.proxies[1].url: is not the URL of a proxy: write it as http://host:port, https://host:port, socks5://host:port or socks5h://host:port")]
    [InlineData("\"proxies\": [{\"url\": \"http://a\"}]", "http.proxies[0].url: names no port: they have no usual one")]
    [InlineData("\"proxies\": [{\"url\": \"http://u:p@a:1\"}]", "http.proxies[0].url: name and password would be stored with the job: name their places in user and password, {\"env\": \"NAME\"} or {\"file\": \"PATH\"}")]
    [InlineData("\"proxies\": [{\"url\": \"http://a:1\", \"password\": {\"env\": \"A\"}}]", "http.proxies[0].password: goes with a name: give user too")]
    [InlineData("\"proxies\": [{\"file\": \"a\", \"user\": \"b\"}]", "http.proxies[0].user: the file's lines hold them: http://name:password@host:port")]
    [InlineData("\"proxies\": [{\"url\": \"direct\", \"user\": \"b\"}]", "http.proxies[0].user: there is no proxy to give it to")]
    [InlineData("\"proxies\": [{\"url\": \"http://a:1\", \"user\": \"b\", \"password\": {}}]", "http.proxies[0].password: must name its place: {\"env\": \"NAME\"} or {\"file\": \"PATH\"}")]
    public void Read_HttpThatCannotBe_SaysWhereAndWhy(string http, string message)
    {
        var failure = Assert.Throws<JobException>(() => JobFile.Read($"{{\"seeds\": [\"http://plain.example/\"], \"http\": {{{http}}}}}", "job.json"));
        Assert.Equal($"job.json line 1 at {message}", failure.Message);
    }

    [Theory]
    [InlineData("\"headers\": {\"X-A\": \"1\", \"Referer\": \"https://a.example/\"}, \"acceptLanguage\": \"de\"")]
    [InlineData("\"hosts\": {\"a.example:8443\": {\"headers\": {\"X-Token\": {\"env\": \"A\"}}, \"bearer\": {\"file\": \"b\"}, \"clientCertificate\": {\"file\": \"c.pem\", \"password\": {\"env\": \"A\"}}}}")]
    [InlineData("\"hosts\": {\"plain.example\": {\"bearer\": {\"env\": \"A\"}, \"overHttp\": true}}")]
    [InlineData("\"proxies\": [{\"url\": \"http://[::1]:3128\"}, {\"url\": {\"env\": \"A\"}}, {\"url\": \"direct\", \"match\": [\"https://*.a.example/**\"]}, {\"url\": \"socks5h://b:1\", \"user\": \"u\", \"password\": {\"env\": \"A\"}}, {\"file\": \"c.txt\"}]")]
    public void Read_HttpThatCanBe_ComesBackAsItWas(string http)
    {
        var job = JobFile.Read($"{{\"seeds\": [\"http://plain.example/\"], \"http\": {{{http}}}}}", "job.json");
        Assert.Equal(job.ToJson(), StoredJob.Read(job.ToJson()).ToJson());
        Assert.Contains("\"http\"", job.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_JobThatUsesNoneOfIt_SaysNothingOfIt() => Assert.DoesNotContain("http", new CrawlJob().ToJson(), StringComparison.Ordinal);
}
