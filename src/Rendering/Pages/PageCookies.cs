using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thresher.Rendering.Pages;

/// <summary>Cookies on their way between a crawl's jar and a page's scripts.</summary>
internal static class PageCookies
{
    /// <summary>The cookies that a page is sent, as the browser takes them.</summary>
    public static JsonArray Given(string header, string url)
    {
        var cookies = new JsonArray();
        foreach (var pair in header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            cookies.Add((JsonNode)new JsonObject { ["name"] = pair[..Math.Max(equals, 0)], ["value"] = pair[(equals + 1)..], ["url"] = url });
        }

        return cookies;
    }

    /// <summary>The cookies that were not sent, or had another value, as of Set-Cookie fields. Those of servers, whose answers carry them, are HttpOnly or among them; to take one twice changes nothing.</summary>
    public static IReadOnlyList<string> Set(JsonElement answer, string url, string sent)
    {
        var known = sent.Split(';', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        List<string> set = [];
        foreach (var cookie in answer.GetProperty("cookies").EnumerateArray())
        {
            var pair = $"{cookie.GetProperty("name").GetString()}={cookie.GetProperty("value").GetString()}";
            var domain = cookie.GetProperty("domain").GetString() ?? "";
            if (known.Contains(pair) || cookie.GetProperty("httpOnly").GetBoolean() || !new Uri(url).Host.EndsWith(domain.TrimStart('.'), StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var expires = cookie.GetProperty("expires").GetDouble();
            set.Add(string.Create(CultureInfo.InvariantCulture, $"{pair}; Path={cookie.GetProperty("path").GetString()}")
                + (domain.StartsWith('.') ? $"; Domain={domain[1..]}" : "")
                + (expires > 0 ? $"; Expires={DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(expires * 1000, 253402300799000)):R}" : "")
                + (cookie.GetProperty("secure").GetBoolean() ? "; Secure" : ""));
        }

        return set;
    }
}
