using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thresher.Extraction.Forms;
using Thresher.Jobs;
using Thresher.Jobs.Http;
using Thresher.Jobs.Rules;
using Thresher.Web.Urls;

namespace Thresher.Grains.Requests;

/// <summary>A job's login with its secrets read and its rules compiled. Invariant: it says no value of a field or token to anybody but the login's request.</summary>
public sealed class LoginProfile
{
    private readonly HashSet<string> _domains;
    private readonly Regex? _loggedOutUrl;

    private LoginProfile(CrawlLogin login, WebUrl url, SecretPolicy secrets)
    {
        (Url, Form, Token, LoggedOut, Robots, OverHttp) = (url, login.Form, login.Token, login.LoggedOut, login.Robots, login.OverHttp);
        Values = login.Fields.ToDictionary(field => field.Key, field => field.Value.Secret is { } secret ? secrets.Read(JobPath.Member("login.fields", field.Key), secret) : field.Value.Text!);
        HasSecrets = login.Fields.Values.Any(value => value.Secret is not null);
        Shown = login.Fields.Where(field => field.Value.Secret is null).Select(field => field.Key).ToHashSet();
        _domains = login.Domains.Count == 0 ? [url.DomainKey] : [.. login.Domains];
        _loggedOutUrl = login.LoggedOut.Url is { } pattern ? LinearRegex.Compile(pattern) : null;
        Check(login.Form, "login.form");
        Check(login.LoggedOut.Selector, "login.loggedOut.selector");
    }

    /// <summary>The page with the form, or what takes the JSON request.</summary>
    public WebUrl Url { get; }

    /// <summary>Selector of the form; null for the first with a password field.</summary>
    public string? Form { get; }

    /// <summary>Where the answer has a token; null for a form.</summary>
    public LoginToken? Token { get; }

    /// <summary>Whether robots.txt is asked about <see cref="Url"/>.</summary>
    public bool Robots { get; }

    /// <summary>Whether secrets go over plain http too.</summary>
    public bool OverHttp { get; }

    /// <summary>Whether a value is a secret.</summary>
    public bool HasSecrets { get; }

    /// <summary>Names of the fields whose values anybody may see.</summary>
    public IReadOnlySet<string> Shown { get; }

    /// <summary>The values of fields.</summary>
    internal IReadOnlyDictionary<string, string> Values { get; }

    private LoggedOut LoggedOut { get; }

    /// <summary>Compiles a job's login.</summary>
    /// <returns>Null where the job has none.</returns>
    /// <exception cref="JobException">A secret is not there or may not be used, or a selector is none: one line.</exception>
    public static LoginProfile? Compile(CrawlJob job, SecretPolicy secrets) =>
        job.Login is { } login && WebUrl.TryParse(login.Url, null, out var url) ? new LoginProfile(login, url, secrets) : null;

    /// <summary>Whether a URL is for those who are logged in. The login's own page is not.</summary>
    public bool Needs(WebUrl url) => _domains.Contains(url.DomainKey) && url.RequestHref != Url.RequestHref;

    /// <summary>The field that carries the token to a URL; null where none is sent.</summary>
    public HeaderField? Field(WebUrl url, string token) =>
        Token is { } sent && token.Length > 0 && Needs(url) && (url.IsHttps || OverHttp) ? new HeaderField(sent.Header, sent.Value.Replace("{token}", token, StringComparison.Ordinal)) : null;

    /// <summary>Whether a response was sent to somebody who is not logged in.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="redirect">Where it redirects to; null for nowhere.</param>
    /// <param name="html">Makes the text of a page; null where it is no page in HTML.</param>
    public bool IsLoggedOut(int status, WebUrl? redirect, Func<string>? html) =>
        LoggedOut.Status.Contains(status)
        || (redirect is not null && _loggedOutUrl?.IsMatch(redirect.RequestHref) == true)
        || (html is not null && LoggedOut.Selector is { } selector && HtmlForm.Has(html(), selector));

    /// <summary>The values as the body of a JSON request.</summary>
    internal byte[] Json() => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Values));

    /// <summary>Says where it is, and none of the values: they must not reach a log.</summary>
    public override string ToString() => $"login at {Url.RequestHref}";

    private static void Check(string? selector, string path)
    {
        try
        {
            if (selector is not null)
            {
                HtmlForm.Check(selector);
            }
        }
        catch (FormatException wrong)
        {
            throw new JobException($"{path}: {wrong.Message}");
        }
    }
}
