using Thresher.Grains.Requests;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Grains.Requests;

public sealed class RequestProfileTests : IDisposable
{
    private const string Variable = "THRESHER_TEST_PROFILE_SECRET";
    private readonly string _file = Path.GetTempFileName();

    public RequestProfileTests() => Environment.SetEnvironmentVariable(Variable, "s3cret");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        File.Delete(_file);
    }

    [Fact]
    public void For_AnotherHost_HasNothingOfTheFirst()
    {
        var profile = Compile(new CrawlHttp
        {
            Headers = Headers(("X-Contact", "me")),
            AcceptLanguage = "de",
            Hosts = new Dictionary<string, HostHttp>
            {
                ["a.example"] = new() { Headers = Headers(("X-Contact", "you"), ("X-Shop", "1")), Bearer = Env, AcceptLanguage = "en" },
                ["b.example:8443"] = new() { Basic = new BasicCredentials { User = new HeaderText("user", null), Password = Env } },
            },
        });

        Assert.Equal(["X-Contact: you", "X-Shop: 1", "Accept-Language: en", "Authorization: Bearer s3cret"], Sent(profile, "https://a.example/x"));
        Assert.Equal(["X-Contact: me", "Accept-Language: de", "Authorization: Basic dXNlcjpzM2NyZXQ="], Sent(profile, "https://b.example:8443/"));
        foreach (var other in new[] { "https://www.a.example/", "https://a.example:8443/", "https://b.example/", "https://c.example/" })
        {
            Assert.Equal(["X-Contact: me", "Accept-Language: de"], Sent(profile, other));
        }
    }

    [Fact]
    public void For_PlainHttp_HasSecretsOnlyWhereTheJobSaysSo()
    {
        Assert.Equal(["X-A: 1"], Sent(Compile(One(new HostHttp { Headers = Headers(("X-A", "1")), Bearer = Env })), "http://a.example/"));
        Assert.Equal(["X-A: 1", "Authorization: Bearer s3cret"], Sent(Compile(One(new HostHttp { Headers = Headers(("X-A", "1")), Bearer = Env, OverHttp = true })), "http://a.example/"));
    }

    [Fact]
    public void Compile_SecretOfAFile_IsItsTextWithoutTheLineEnd()
    {
        File.WriteAllText(_file, "of file\r\n");
        Assert.Equal(["Authorization: Bearer of file"], Sent(Compile(One(new HostHttp { Bearer = new SecretText { File = _file } })), "https://a.example/"));
    }

    [Theory]
    [InlineData("THRESHER_TEST_NOT_SET", null, "the environment variable THRESHER_TEST_NOT_SET is not set here: set it and start the process again")]
    [InlineData(null, "/no/such/file", "the file /no/such/file cannot be read here: Could not find a part of the path '/no/such/file'.")]
    public void Compile_SecretThatIsNotThere_IsNamedByItsPlace(string? env, string? file, string problem)
    {
        var failure = Assert.Throws<JobException>(() => Compile(One(new HostHttp { Bearer = new SecretText { Env = env, File = file } })));
        Assert.Equal($"http.hosts['a.example'].bearer: {problem}", failure.Message);
    }

    [Fact]
    public void Compile_SecretThatNoHeaderHolds_IsRefusedWithoutItsValue()
    {
        File.WriteAllText(_file, "hush\nhush");
        var failure = Assert.Throws<JobException>(() => Compile(One(new HostHttp { Bearer = new SecretText { File = _file } })));
        Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, Variable)]
    [InlineData(true, "THRESHER_TEST_*")]
    [InlineData(false, "THRESHER_TEST")]
    [InlineData(false, "OTHER_*")]
    [InlineData(false)]
    public void Compile_OfASilo_ReadsWhatItGives(bool gives, params string[] permitted)
    {
        var job = new CrawlJob { Http = One(new HostHttp { Bearer = Env }) };
        var failure = Record.Exception(() => RequestProfile.Compile(job, new SecretPolicy(permitted)));
        Assert.Equal(gives, failure is null);
        Assert.True(failure is null or JobException { Message: $"http.hosts['a.example'].bearer: this silo does not give jobs the environment variable {Variable}; start its silos with --secrets {Variable}" }, failure?.Message);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "x")]
    public void Compile_OfASilo_ReadsFilesOfItsDirectories(bool gives, string suffix)
    {
        File.WriteAllText(_file, "of file");
        var job = new CrawlJob { Http = One(new HostHttp { Bearer = new SecretText { File = _file } }) };
        Assert.Equal(gives, Record.Exception(() => RequestProfile.Compile(job, new SecretPolicy([Path.GetDirectoryName(_file) + suffix]))) is null);
    }

    private static SecretText Env { get; } = new() { Env = Variable };

    private static CrawlHttp One(HostHttp host) => new() { Hosts = new Dictionary<string, HostHttp> { ["a.example"] = host } };

    private static Dictionary<string, HeaderText> Headers(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => new HeaderText(field.Value, null));

    private static RequestProfile Compile(CrawlHttp http) => RequestProfile.Compile(new CrawlJob { Http = http }, SecretPolicy.Any)!;

    private static IEnumerable<string> Sent(RequestProfile profile, string url)
    {
        Assert.True(WebUrl.TryParse(url, null, out var parsed));
        var host = profile.For(parsed);
        return host.Open.Concat(host.Hidden).Select(field => $"{field.Name}: {field.Value}");
    }
}
