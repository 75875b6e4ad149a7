using Thresher.Grains.Fetching;
using Thresher.Grains.Requests;
using Thresher.Rendering.Pages;
using Thresher.Web.Urls;

namespace Thresher.Grains.Rendering;

/// <summary>Between what a page asks for and what is sent, and back.</summary>
public static class PageExchange
{
    /// <summary>Fields of a page's requests that are the transport's own, or would tell of the browser.</summary>
    private static readonly string[] Ours =
    [
        "User-Agent", "Accept-Encoding", "Cookie", "Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade-Insecure-Requests", "Upgrade", "TE",
        "Trailer", "Expect", "Proxy-Authorization", "Keep-Alive",
    ];

    /// <summary>Fields of a response that do not fit the body as the browser gets it, or are none of its business.</summary>
    private static readonly string[] NotHandedOn =
        ["Content-Encoding", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Set-Cookie", "Alt-Svc", "Strict-Transport-Security"];

    /// <summary>What is sent.</summary>
    /// <param name="request">What the page asks for.</param>
    /// <param name="url">Its URL.</param>
    /// <param name="page">The page.</param>
    public static SentRequest Sent(PageRequest request, WebUrl url, WebUrl page)
    {
        var fields = new List<HeaderField>();
        foreach (var (name, value) in request.Headers)
        {
            if (!name.StartsWith("sec-", StringComparison.OrdinalIgnoreCase) && !Ours.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                fields.Add(new HeaderField(name, value));
            }
        }

        // The browser adds it behind the point at which the request stops (Fetch standard, "append a request Origin header").
        var isOther = url.DomainKey != page.DomainKey || url.IsHttps != page.IsHttps;
        if ((isOther || request.Method is not ("GET" or "HEAD")) && !fields.Exists(field => field.Name.Equals("Origin", StringComparison.OrdinalIgnoreCase)))
        {
            fields.Add(new HeaderField("Origin", $"{(page.IsHttps ? "https" : "http")}://{page.DomainKey}"));
        }

        return new SentRequest(request.Method, fields, request.Body);
    }

    /// <summary>What the page gets; null where no response came.</summary>
    /// <param name="response">The response, with its heads.</param>
    /// <param name="extras">What the request carried.</param>
    public static PageAnswer? Answered(FetchResponse response, RequestExtras extras)
    {
        if (response.Status == 0)
        {
            return null;
        }

        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in (response.Head?.Response ?? "").Split("\r\n").Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !NotHandedOn.Contains(line[..colon].Trim(), StringComparer.OrdinalIgnoreCase))
            {
                headers.Add(new(line[..colon].Trim(), line[(colon + 1)..].Trim()));
            }
        }

        headers.AddRange(extras.SetCookies.Select(cookie => KeyValuePair.Create("Set-Cookie", cookie)));
        return new PageAnswer(response.Status, headers, response.Body.ToArray());
    }

    /// <summary>The document that the browser begins with.</summary>
    /// <param name="response">The response as it was fetched.</param>
    /// <param name="cookies">The Set-Cookie fields that came with it.</param>
    public static PageAnswer Document(FetchResponse response, IReadOnlyList<string> cookies) => new(
        response.Status,
        [new("Content-Type", response.ContentType ?? "text/html"), .. cookies.Select(cookie => KeyValuePair.Create("Set-Cookie", cookie))],
        response.Body);
}
