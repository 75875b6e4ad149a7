using System.Net;
using System.Text.RegularExpressions;

namespace Thresher.Tests.Unit.TestWeb;

/// <summary>The least crawler there is: a queue, a set and regular expressions. It knows nothing of the generator and
/// nothing of the real crawler.</summary>
internal sealed partial class PlainCrawl(HttpClient client, bool obey, Func<Uri, bool> inScope)
{
    private readonly Queue<string> _next = [];
    private readonly Dictionary<string, string> _robots = [];

    /// <summary>Every URL met, and the last status, 0 for "disallowed", -1 for "body cut off".</summary>
    public Dictionary<string, int> Met { get; } = [];

    public async Task RunAsync(IEnumerable<Uri> seeds, CancellationToken cancellation)
    {
        foreach (var seed in seeds)
        {
            Meet(seed, seed.AbsoluteUri);
        }

        while (_next.TryDequeue(out var url))
        {
            Met[url] = await VisitAsync(new Uri(url), cancellation);
        }
    }

    private async Task<int> VisitAsync(Uri url, CancellationToken cancellation)
    {
        if (obey && await IsDisallowedAsync(url, cancellation))
        {
            return 0;
        }

        for (var attempt = 0; ; attempt++)
        {
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var status = (int)response.StatusCode;
            if (status is 429 or >= 500 && attempt < 3)
            {
                continue;
            }

            if (response.Headers.Location is { } location)
            {
                Meet(url, location.OriginalString);
            }

            if (status != 200 || response.Content.Headers.ContentType?.MediaType != "text/html")
            {
                return status;
            }

            try
            {
                ReadLinks(url, response, await response.Content.ReadAsStringAsync(cancellation));
                return status;
            }
            catch (HttpRequestException)
            {
                return -1;
            }
        }
    }

    private async Task<bool> IsDisallowedAsync(Uri url, CancellationToken cancellation)
    {
        if (!_robots.TryGetValue(url.Authority, out var robots))
        {
            var file = new Uri(url, "/robots.txt");
            using var response = await client.GetAsync(file, cancellation);
            robots = response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellation) : "";
            _robots.Add(url.Authority, robots);
        }

        return robots.Split('\n').Any(line => line.StartsWith("Disallow: /", StringComparison.Ordinal)
            && url.AbsolutePath.StartsWith(line[10..].Trim(), StringComparison.Ordinal));
    }

    private void ReadLinks(Uri url, HttpResponseMessage response, string html)
    {
        var visible = Hidden().Replace(html, "");
        if (obey && (visible.Contains("content=\"nofollow\"", StringComparison.Ordinal) || response.Headers.Contains("X-Robots-Tag")))
        {
            return;
        }

        foreach (Match link in Anchor().Matches(visible))
        {
            var href = WebUtility.HtmlDecode(link.Groups["href"].Value).Trim();
            if (!(obey && link.Value.Contains("rel=\"nofollow\"", StringComparison.Ordinal)) && !href.StartsWith("mailto:", StringComparison.Ordinal) && !href.StartsWith("javascript:", StringComparison.Ordinal))
            {
                Meet(url, href);
            }
        }
    }

    private void Meet(Uri from, string href)
    {
        var url = new Uri(from, href);
        var query = string.Join('&', url.Query.TrimStart('?').Split('&').Where(parameter => !Tracking().IsMatch(parameter)));
        var canonical = url.GetLeftPart(UriPartial.Path) + (query.Length > 0 ? "?" + query : "");
        if (inScope(url) && Met.TryAdd(canonical, int.MinValue))
        {
            _next.Enqueue(canonical);
        }
    }

    [GeneratedRegex("<!--.*?-->|<script.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Hidden();

    [GeneratedRegex("<a\\s[^>]*href=\"(?<href>[^\"]*)\"[^>]*>")]
    private static partial Regex Anchor();

    [GeneratedRegex("^(utm_.*|gclid|fbclid)(=|$)")]
    private static partial Regex Tracking();
}
