using System.Text;
using System.Text.Json;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Web.Urls;

public sealed class WebUrlConformanceTests
{
    [Fact]
    public void TryParse_WebPlatformCases_AllHttpMatch()
    {
        using var document = SharedCases.Load("url-wpt.json");
        var failures = new List<string>();
        var count = 0;
        foreach (var item in document.RootElement.GetProperty("cases").EnumerateArray().Where(IsOurs))
        {
            count++;
            var name = $"{item.GetProperty("input").GetRawText()} on {Text(item, "base")}";
            var expected = item.TryGetProperty("failure", out _) ? null : Parts(item);
            var actual = TryParse(item, out var url) ? Parts(url!) : null;
            if (expected != actual)
            {
                failures.Add($"{name}: expected {expected ?? "failure"}, got {actual ?? "failure"}");
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.Equal(445, count);
        ConformanceTable.Has("url-wpt.json", "http(s)", count - failures.Count, count);
    }

    [Fact]
    public void TryParse_OtherSchemes_AreNotWebUrls()
    {
        using var document = SharedCases.Load("url-wpt.json");
        var taken = document.RootElement.GetProperty("cases").EnumerateArray()
            .Where(c => !IsOurs(c) && TryParse(c, out _))
            .Select(c => c.GetProperty("input").GetRawText())
            .ToList();

        Assert.Empty(taken);
        var others = document.RootElement.GetProperty("cases").EnumerateArray().Count(c => !IsOurs(c));
        ConformanceTable.Has("url-wpt.json", "other schemes, refused", others - taken.Count, others);
    }

    [Fact]
    public void TryParse_QueryInPageEncoding_IsEscapedInIt()
    {
        using var document = SharedCases.Load("url-percent-encoding.json");
        var failures = new List<string>();
        var count = 0;
        foreach (var item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var input = item.GetProperty("input").GetString()!;
            foreach (var output in item.GetProperty("output").EnumerateObject())
            {
                count++;
                var encoding = CodePagesEncodingProvider.Instance.GetEncoding(output.Name) ?? Encoding.GetEncoding(output.Name);
                Assert.True(WebUrl.TryParse($"http://h/?x={input}#{input}", null, encoding, out var url));
                var expected = $"http://h/?x={output.Value.GetString()}#{item.GetProperty("output").GetProperty("utf-8").GetString()}";
                if (url.Href != expected)
                {
                    failures.Add($"{input} in {output.Name}: expected {expected}, got {url.Href}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.Equal(16, count);
        var cases = document.RootElement.GetProperty("cases").GetArrayLength();
        ConformanceTable.Has("url-percent-encoding.json", $"{cases} cases in {count} encodings", count - failures.Count, count);
    }

    private static bool IsOurs(JsonElement item) => item.TryGetProperty("crawler_scope", out var ours) && ours.GetBoolean();

    private static bool TryParse(JsonElement item, out WebUrl? url)
    {
        url = null;
        WebUrl? baseUrl = null;
        return (Text(item, "base") is not { } text || WebUrl.TryParse(text, null, out baseUrl))
            && WebUrl.TryParse(item.GetProperty("input").GetString(), baseUrl, out url);
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Parts(JsonElement item)
    {
        var port = Text(item, "port")!;
        return string.Join(
            ' ',
            Text(item, "href"),
            Text(item, "protocol"),
            Text(item, "hostname"),
            port.Length > 0 ? port : Text(item, "protocol") == "https:" ? "443" : "80",
            Text(item, "host"),
            Text(item, "protocol") + "//" + Text(item, "host"),
            Text(item, "pathname"),
            Trimmed(Text(item, "search")!),
            Trimmed(Text(item, "hash")!));
    }

    private static string Parts(WebUrl url) => string.Join(
        ' ',
        url.Href,
        url.Scheme + ":",
        url.Host,
        url.Port,
        url.DomainKey,
        url.Origin,
        url.Path,
        Trimmed(url.QuerySpan.ToString()),
        Trimmed(url.FragmentSpan.ToString()));

    // The JSON gives an empty query or fragment as if there were none.
    private static string Trimmed(string part) => part.Length == 1 ? "" : part;
}
