using Thresher.Grains.Control;
using Thresher.Grains.Requests;
using Thresher.Jobs;

namespace Thresher.Tests.Unit.Jobs;

/// <summary>A login that cannot work is refused in one line that names the field.</summary>
public sealed class LoginRulesTests
{
    private const string Good = """ "url": "https://a.example/login", "fields": { "u": "me", "p": { "env": "THRESHER_TEST_NO_SUCH" } }, "loggedOut": { "status": [401] } """;

    [Theory]
    [InlineData(""" "url": "https://a.example/login", "loggedOut": { "status": [401] } """, "login.fields", "are missing")]
    [InlineData(""" "url": "https://a.example/login", "fields": { "u": "me" } """, "login.loggedOut", "is missing")]
    [InlineData(""" "url": "https://a.example/login", "fields": { "password": "x" }, "loggedOut": { "status": [401] } """, "login.fields.password", "would be stored with the job")]
    [InlineData(""" "url": "http://a.example/login", "fields": { "p": { "env": "A" } }, "loggedOut": { "status": [401] } """, "login.url", "is plain http")]
    [InlineData(""" "url": "https://a.example/login", "fields": { "p": {} }, "loggedOut": { "status": [401] } """, "login.fields.p", "must name its place")]
    [InlineData(""" "url": "https://a.example/login", "fields": { "u": "me" }, "loggedOut": { "url": "(" } """, "login.loggedOut.url", "is not a usable regular expression")]
    [InlineData(Good + """, "token": { "path": "a..b" } """, "login.token.path", "must be names with dots")]
    [InlineData(Good + """, "token": { "path": "a", "value": "Bearer" } """, "login.token.value", "{token}")]
    [InlineData(Good + """, "token": { "path": "a" }, "form": "form" """, "login.form", "has no meaning with token")]
    [InlineData(Good + """, "domains": ["A.example"] """, "login.domains[0]", "write it as")]
    public void Read_LoginThatCannotWork_IsRefusedAtItsField(string login, string path, string problem)
    {
        var refused = Assert.Throws<JobException>(() => JobFile.Read($$"""{ "login": { {{login}} } }""", "job.json"));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_MissingSecretOrBrokenSelector_IsOneLine()
    {
        var job = JobFile.Read($$"""{ "login": { {{Good}} } }""", "job.json");
        Assert.True(job.KeepsCookies());
        var missing = Assert.Throws<JobException>(() => LoginProfile.Compile(job, SecretPolicy.Any));
        Assert.Equal("login.fields.p: the environment variable THRESHER_TEST_NO_SUCH is not set here: set it and start the process again", missing.Message);

        job = JobFile.Read("""{ "login": { "url": "https://a.example/login", "form": "form[", "fields": { "u": "me" }, "loggedOut": { "status": [401] } } }""", "job.json");
        Assert.Equal("login.form: \"form[\" is not a CSS selector", Assert.Throws<JobException>(() => LoginProfile.Compile(job, SecretPolicy.Any)).Message);
    }

    // The token goes to the domains that need the session, over https, and the login's own page is for everybody.
    [Theory]
    [InlineData("https://a.example/x", "Bearer t", true)]
    [InlineData("https://a.example/login", null, false)]
    [InlineData("http://a.example/x", null, true)]
    [InlineData("https://b.example/x", null, false)]
    public void Field_OfAUrl_HasTheTokenWhereTheSessionBelongs(string url, string? value, bool needs)
    {
        var job = JobFile.Read("""{ "login": { "url": "https://a.example/login", "fields": { "u": "me" }, "token": { "path": "t" }, "loggedOut": { "status": [401] } } }""", "job.json");
        var login = LoginProfile.Compile(job, SecretPolicy.Any)!;
        Assert.True(Thresher.Web.Urls.WebUrl.TryParse(url, null, out var parsed));
        Assert.Equal((value, needs), (login.Field(parsed, "t")?.Value, login.Needs(parsed)));
    }
}
