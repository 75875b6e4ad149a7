using Thresher.Jobs.Http;

namespace Thresher.Jobs;

/// <summary>Checks of a job's <c>http.proxies</c>.</summary>
internal static class ProxyRules
{
    /// <summary>What is wrong, each with its path in the job.</summary>
    public static IEnumerable<(string Path, string Text)> Broken(IReadOnlyList<CrawlProxy> proxies)
    {
        for (var i = 0; i < proxies.Count; i++)
        {
            foreach (var (field, problem) in proxies[i] is { } proxy ? Of(proxy) : [])
            {
                yield return ($"http.proxies[{i}]{field}", problem);
            }
        }
    }

    private static IEnumerable<(string Field, string Problem)> Of(CrawlProxy proxy)
    {
        if (proxy.Url is null == proxy.File is null)
        {
            yield return ("", "must name a proxy, {\"url\": \"http://host:port\"}, or a file of them, {\"file\": \"PATH\"}");
        }

        if (proxy.Url?.Secret?.Problem is { } place)
        {
            yield return (".url", place);
        }

        var isDirect = proxy.Url?.Text == ProxyAddress.Direct;
        if (proxy.Url?.Text is { } text && !isDirect)
        {
            if (!ProxyAddress.TryParse(text, out var address, out var problem))
            {
                yield return (".url", problem);
            }
            else if (address.User is not null)
            {
                yield return (".url", "name and password would be stored with the job: name their places in user and password, {\"env\": \"NAME\"} or {\"file\": \"PATH\"}");
            }
        }

        if ((isDirect || proxy.File is not null) && (proxy.User is not null || proxy.Password is not null))
        {
            yield return (proxy.User is not null ? ".user" : ".password", isDirect ? "there is no proxy to give it to" : "the file's lines hold them: http://name:password@host:port");
        }
        else if (proxy.User is null && proxy.Password is not null)
        {
            yield return (".password", "goes with a name: give user too");
        }

        if (proxy.User?.Secret?.Problem is { } user)
        {
            yield return (".user", user);
        }

        if (proxy.Password?.Problem is { } password)
        {
            yield return (".password", password);
        }
    }
}
