using Thresher.Jobs.Http;
using Thresher.Web.Urls;

namespace Thresher.Jobs;

/// <summary>Checks of a job's <c>login</c> that concern more than one value.</summary>
internal static class LoginRules
{
    private static readonly string[] SecretNames = ["password", "passwd", "passwort", "pwd", "secret", "token", "api-key", "apikey", "api_key"];

    /// <summary>What is wrong, each with its path in the job.</summary>
    public static IEnumerable<(string Path, string Text)> Broken(CrawlLogin login)
    {
        foreach (var (name, value) in login.Fields)
        {
            if (value?.Secret?.Problem is { } problem)
            {
                yield return (JobPath.Member("login.fields", name), problem);
            }
            else if (value?.Text is not null && Array.Exists(SecretNames, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                yield return (JobPath.Member("login.fields", name), "would be stored with the job: name its place instead, {\"env\": \"NAME\"} or {\"file\": \"PATH\"}");
            }
        }

        if (login.Fields.Count == 0)
        {
            yield return ("login.fields", "are missing: a login sends at least one value");
        }

        if (login.LoggedOut is { Url: null, Status.Count: 0, Selector: null })
        {
            yield return ("login.loggedOut", "is missing: say by what a page is known that is seen logged out: url, status or selector");
        }

        if (login is { Token: not null, Form: not null })
        {
            yield return ("login.form", "has no meaning with token, with which the values are posted as JSON: keep one of them");
        }

        if (!login.OverHttp && WebUrl.TryParse(login.Url, null, out var url) && !url.IsHttps && login.Fields.Values.Any(value => value?.Secret is not null))
        {
            yield return ("login.url", "is plain http, over which secrets are not sent: write it with https, or set \"overHttp\": true");
        }
    }
}
